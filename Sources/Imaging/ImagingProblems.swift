import Glibc
public import Terms

extension Problem.Code {
  /// The file is no picture at all, or a kind of picture that is not read.
  public static let notAPicture = Self(rawValue: "not_a_picture")
  /// The file could not be opened or read.
  public static let pictureUnreadable = Self(rawValue: "picture_unreadable")
  /// The file ends before the picture does.
  public static let pictureTruncated = Self(rawValue: "picture_truncated")
  /// The file is damaged.
  public static let pictureCorrupt = Self(rawValue: "picture_corrupt")
  /// The picture, or something in it, claims more than the limits allow.
  public static let pictureTooLarge = Self(rawValue: "picture_too_large")
  /// A rectangle that does not lie inside the picture, or is empty.
  public static let rectOutsidePicture = Self(rawValue: "rect_outside_picture")
  /// Something lies already where a new picture is to be written.
  public static let pictureExists = Self(rawValue: "picture_exists")
  /// A new picture could not be written.
  public static let pictureNotWritten = Self(rawValue: "picture_not_written")
  /// Pictures that do not fit together as the cells of one grid.
  public static let cellsDoNotMatch = Self(rawValue: "cells_do_not_match")
}

/// The sentences of this room, each in one place.
extension Problem {
  static func truncated(_ path: FilePath) -> Problem {
    Problem(
      .pictureTruncated, "The picture \(path.name) ends before it is complete.",
      hint: "Copy or generate it again; it may still be in the making.")
  }

  static func corrupt(_ path: FilePath, _ cause: String) -> Problem {
    Problem(
      .pictureCorrupt, "The picture \(path.name) is damaged.", hint: "Copy or generate it again.", cause: cause)
  }

  static func tooLarge(_ path: FilePath, _ what: String) -> Problem {
    Problem(
      .pictureTooLarge, "The picture \(path.name) \(what).",
      hint: "Use a smaller picture, or save it again without what makes it so large.")
  }

  static func unreadable(_ path: FilePath, errno number: Int32) -> Problem {
    Problem(
      .pictureUnreadable, "The picture \(path.name) cannot be read: \(systemWords(number)).",
      hint: "Check that it is there and that the agent may read it.", cause: "errno \(number), \(path)")
  }

  static func notWritten(_ path: FilePath, errno number: Int32) -> Problem {
    Problem(
      number == ENOSPC || number == EDQUOT ? .diskFull : .pictureNotWritten,
      "The picture \(path.name) cannot be written: \(systemWords(number)).",
      hint: "Check the free space and the rights of the folder \(path.parent).", cause: "errno \(number), \(path)")
  }

  static func exists(_ path: FilePath) -> Problem {
    Problem(
      .pictureExists, "\(path.name) exists already and is left as it is.",
      hint: "Choose another name, or move the old file away.")
  }

  static func cancelled(_ path: FilePath) -> Problem {
    Problem(
      .cancelled, "The work on \(path.name) was cancelled.", hint: "Nothing was written. Ask again if it is wanted.")
  }

  static func outside(_ rect: PixelRect, _ size: PixelSize, _ path: FilePath) -> Problem {
    Problem(
      .rectOutsidePicture, "The rectangle \(rect) does not lie inside \(path.name), which is \(size) pixels.",
      hint: "Give x, y, width and height in pixels, counted from the top left corner.")
  }
}
