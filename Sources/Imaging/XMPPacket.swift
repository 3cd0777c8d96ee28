/// The XMP packet that marks a picture as a model's work, in the way that viewers, agencies and exiftool know.
enum XMPPacket {
  /// Where PNG keeps XMP (XMP specification, part 3).
  static let keyword = "XML:com.adobe.xmp"
  /// The IPTC term for what a trained model made; XMP wants the full address.
  static let fromModel = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

  static func text(_ provenance: Provenance) -> String {
    """
    <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <x:xmpmeta xmlns:x="adobe:ns:meta/">
     <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about=""
        xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"
        Iptc4xmpExt:DigitalSourceType="\(fromModel)"
        xmp:CreatorTool="\(escaped(provenance.software))">
       <dc:description><rdf:Alt><rdf:li xml:lang="x-default">\(escaped(provenance.description))</rdf:li></rdf:Alt>\
    </dc:description>
      </rdf:Description>
     </rdf:RDF>
    </x:xmpmeta>
    <?xpacket end="r"?>
    """
  }

  /// XML allows no control characters but tab and line ends, escaped or not.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      default:
        if scalar.value >= 0x20, scalar.value & 0xFFFE != 0xFFFE { result.unicodeScalars.append(scalar) }
      }
    }
  }
}
