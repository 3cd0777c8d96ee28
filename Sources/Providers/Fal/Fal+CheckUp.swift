import Execution
import Foundation
public import Terms

/// Whether calls could be made, asked without spending anything.
extension Fal {
  /// Looks at the model, the age of its price, the key and the address, and holds fal's price against the known one.
  public func checkUp() async -> [ProviderFinding] {
    let model: KlingModel
    do { model = try kling() } catch { return [.problem(error)] }
    let age = model.price.flatMap {
      PriceAge.finding(of: model.id, dated: $0.dated, source: $0.source, at: clock.now())
    }
    return [age].compactMap { $0 } + (await askPrice(of: model))
  }

  private func askPrice(of model: KlingModel) async -> [ProviderFinding] {
    let wire: FalWire
    do { wire = try self.wire() } catch { return [.problem(error)] }
    let endpoint = "\(model.id)/\(model.endpoints.first { $0.name == "image-to-video" }?.name ?? "")"
    let address = "\(Settings.trimmed(settings.apiURL))/v1/models/pricing?endpoint_id=\(FalList.encoded(endpoint))"
    do {
      let response = try await wire.client.send(wire.request("GET", address, deadline: .seconds(20)))
      return response.isSuccess
        ? findings(in: response, endpoint, model) : [.problem(FalComplaint(response).problem())]
    } catch {
      return [
        .problem(
          Problem(
            .neverConnected, "fal cannot be reached at \(settings.apiURL).",
            hint: "Check the network, and the addresses of fal in starsend.json.", cause: error.cause))
      ]
    }
  }

  private func findings(in response: HTTPResponse, _ endpoint: String, _ model: KlingModel) -> [ProviderFinding] {
    let taken = ProviderFinding.ok("fal takes the key.")
    guard let price = model.price else { return [taken] }
    guard let there = FalPriceList(response.body).price(of: endpoint) else {
      return [taken, .ok("fal's price of \(model.id) could not be read; \(price.silent) a second is counted with.")]
    }
    let isSame = [price.silent, price.sounding].contains(there)
    guard !isSame else { return [taken, .ok("\(model.id) costs \(there) a second at fal, as it is counted with.")] }
    return [
      taken,
      .warning(
        .priceDiffers,
        "fal asks \(there) for \(endpoint); counted are \(price.silent) a second, \(price.sounding) with sound "
          + "(\(price.source), \(price.dated)).",
        hint: "Look at the model's page on fal.ai; \"models\" in starsend.json takes another price."),
    ]
  }
}

/// fal's list of prices, read as far as it can be: its form is not written down anywhere.
struct FalPriceList {
  private let answer: JSONValue?

  init(_ body: Data) { answer = JSONValue(body) }

  /// The price of an endpoint wherever it stands beside its id, as a number or as text.
  func price(of endpoint: String) -> Money? { answer.flatMap { Self.price(of: endpoint, in: $0) } }

  private static let ids = ["endpoint_id", "endpoint", "model_id", "id"]
  private static let prices = ["unit_price", "price_per_unit", "price_usd", "price", "cost", "amount"]

  private static func price(of endpoint: String, in value: JSONValue) -> Money? {
    switch value {
    case .array(let items): return items.lazy.compactMap { price(of: endpoint, in: $0) }.first
    case .object(let fields):
      if ids.contains(where: { fields[$0]?.text == endpoint }) {
        return prices.lazy.compactMap { fields[$0]?.figure }.first.flatMap { Money(usd: $0) }
      }
      return fields.sorted { $0.key < $1.key }.lazy.compactMap { price(of: endpoint, in: $0.value) }.first
    default: return nil
    }
  }
}

extension Problem.Code {
  /// A provider asks another price than the one that is counted with.
  public static let priceDiffers = Self(rawValue: "price_differs")
}
