import Foundation
import Testing

@testable import ProviderKit

@Suite struct TrafficTests {
    private func answer(_ status: Int) -> Result<HTTPResponse, HTTPError> {
        .success(HTTPResponse(status: status, headers: HTTPHeaders(), body: [], url: "", version: "1.1"))
    }

    @Test func `the most of a minute is counted over what was taken in between`() {
        var meter = TrafficMeter()
        let start = ContinuousClock.now
        meter.count(answer(200), at: start)
        meter.count(answer(403), at: start + .seconds(30))
        #expect(meter.take() == Traffic(requests: 2, errors: 1, most: 2))
        meter.count(answer(200), at: start + .seconds(59))
        #expect(meter.take() == Traffic(requests: 1, errors: 0, most: 3))
        meter.count(answer(200), at: start + .seconds(60))
        #expect(meter.take() == Traffic(requests: 1, errors: 0, most: 1))
    }

    @Test func `a request that costs more units counts so in its minute`() {
        var meter = TrafficMeter()
        let start = ContinuousClock.now
        meter.count(answer(200), units: 3, at: start)
        meter.count(answer(200), at: start + .seconds(1))
        #expect(meter.take() == Traffic(requests: 2, errors: 0, most: 4))
    }

    @Test func `sums have the most of either`() {
        var sum = Traffic(requests: 3, errors: 1, most: 3)
        sum.add(Traffic(requests: 5, errors: 0, most: 2))
        #expect(sum == Traffic(requests: 8, errors: 1, most: 3))
    }

    @Test func `what an earlier version noted can be read`() throws {
        let noted = try JSONDecoder().decode(Traffic.self, from: Data(#"{"requests":3,"errors":1}"#.utf8))
        #expect(noted == Traffic(requests: 3, errors: 1))
        #expect(try JSONDecoder().decode(Traffic.self, from: JSONEncoder().encode(noted)) == noted)
    }
}
