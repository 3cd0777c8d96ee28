public import Foundation
import Terms

/// A cut as OpenTimelineIO, for Resolve 18.5 and Premiere 2025.6 on.
///
/// One video track without holes, the song as one clip counted in frames of the picture on one audio track; sections
/// are green markers on the stack, notes red ones on their clips in the time of the media. Media are named by relative
/// addresses without `./`, with their file name as the name of the reference: so editors find them again.
public struct OTIODocument: Sendable {
  /// The format of what stands under `starsend` in `metadata`.
  public static let version = 1

  private let cut: Cut
  private let name: String
  private let fingerprint: String?

  /// - Parameters:
  ///   - name: of the timeline, as an editor shows it.
  ///   - fingerprint: what the cut is known by again; kept in `metadata`.
  public init(_ cut: Cut, name: String, fingerprint: String? = nil) {
    self.cut = cut
    self.name = EditorialText.line(name)
    self.fingerprint = fingerprint
  }

  public func data() throws -> Data { try PlainJSON.file(timeline) }

  /// The fingerprint in a document that this agent wrote, or nil.
  static func fingerprint(of data: Data) -> String? {
    struct Timeline: Decodable {
      struct Metadata: Decodable {
        struct Own: Decodable { let fingerprint: String? }
        let starsend: Own?
      }
      let metadata: Metadata
    }
    return (try? PlainJSON.decode(Timeline.self, from: data))?.metadata.starsend?.fingerprint
  }
}

extension OTIODocument {
  private var timeline: OTIOValue {
    [
      "OTIO_SCHEMA": "Timeline.1", "name": .text(name), "global_start_time": time(0),
      "metadata": metadata([
        "title": .text(cut.title), "frame_rate": .text("\(cut.rate)"), "width": .int(cut.size.width),
        "height": .int(cut.size.height),
        "fingerprint": fingerprint.map { .text($0) } ?? nil, "warnings": .list(cut.warnings.map { .text($0) }),
      ]),
      "tracks": [
        "OTIO_SCHEMA": "Stack.1", "name": "tracks", "source_range": nil, "effects": [], "metadata": [:],
        "enabled": true, "markers": .list(cut.sections.map(marker)), "children": .list(tracks),
      ],
    ]
  }

  private var tracks: [OTIOValue] {
    let video = track("V1", kind: "Video", cut.items.map(item))
    return [video] + (cut.song.map { [track("A1", kind: "Audio", [clip($0)])] } ?? [])
  }

  private func track(_ name: String, kind: String, _ children: [OTIOValue]) -> OTIOValue {
    [
      "OTIO_SCHEMA": "Track.1", "name": .text(name), "kind": .text(kind), "source_range": nil, "effects": [],
      "markers": [], "metadata": [:], "enabled": true, "children": .list(children),
    ]
  }

  private func item(_ item: CutItem) -> OTIOValue {
    switch item {
    case .clip(let clip): self.clip(clip)
    case .gap(let gap):
      [
        "OTIO_SCHEMA": "Gap.1", "name": .text(gap.name), "source_range": range(0..<gap.record.count), "effects": [],
        "markers": [], "enabled": true, "metadata": metadata(["reason": .text(gap.reason)]),
      ]
    }
  }

  private func clip(_ clip: CutClip) -> OTIOValue {
    let source = clip.source
    return media(
      name: clip.name, file: clip.media, url: MediaFolder.name + "/" + clip.media, available: clip.available,
      range: clip.range, markers: clip.notes.map(marker),
      metadata: metadata([
        "sequence": .text(clip.sequence.text), "shot": .int(clip.shot), "take": .int(clip.take),
        "prompt": .text(clip.prompt), "source_frame_rate": .text("\(source.rate)"),
        "source_start_frame": .int(source.start),
      ]))
  }

  private func clip(_ song: CutSong) -> OTIOValue {
    media(
      name: song.name, file: song.name, url: song.name, available: song.frames, range: 0..<song.frames, markers: [],
      metadata: [:])
  }

  private func media(
    name: String, file: String, url: String, available: Int, range: Range<Int>, markers: [OTIOValue],
    metadata: OTIOValue
  ) -> OTIOValue {
    [
      "OTIO_SCHEMA": "Clip.2", "name": .text(name), "source_range": self.range(range), "effects": [],
      "markers": .list(markers), "metadata": metadata, "enabled": true,
      "active_media_reference_key": "DEFAULT_MEDIA",
      "media_references": [
        "DEFAULT_MEDIA": [
          "OTIO_SCHEMA": "ExternalReference.1", "name": .text(file), "target_url": .text(url),
          "available_range": self.range(0..<available), "available_image_bounds": nil, "metadata": [:],
        ]
      ],
    ]
  }
}

extension OTIODocument {
  private func marker(_ section: CutSection) -> OTIOValue {
    marker(EditorialText.line(section.name), "GREEN", section.record, comment: "", metadata: [:])
  }

  private func marker(_ note: CutNote) -> OTIOValue {
    marker(
      EditorialText.line(note.text), "RED", note.frame..<(note.frame + 1), comment: EditorialText.line(note.line),
      metadata: metadata(["author": .text(note.author), "text": .text(note.text)]))
  }

  private func marker(
    _ name: String, _ colour: String, _ range: Range<Int>, comment: String, metadata: OTIOValue
  ) -> OTIOValue {
    [
      "OTIO_SCHEMA": "Marker.2", "name": .text(name), "color": .text(colour), "marked_range": self.range(range),
      "comment": .text(comment), "metadata": metadata,
    ]
  }

  private func metadata(_ values: [String: OTIOValue]) -> OTIOValue {
    ["starsend": .object(values.merging(["version": .int(Self.version)]) { $1 })]
  }

  private func range(_ frames: Range<Int>) -> OTIOValue {
    ["OTIO_SCHEMA": "TimeRange.1", "start_time": time(frames.lowerBound), "duration": time(frames.count)]
  }

  private func time(_ frame: Int) -> OTIOValue {
    ["OTIO_SCHEMA": "RationalTime.1", "value": .int(frame), "rate": .double(cut.rate.framesPerSecond)]
  }
}

/// Where the media of a cut lie, beside its documents.
enum MediaFolder { static let name = "media" }
