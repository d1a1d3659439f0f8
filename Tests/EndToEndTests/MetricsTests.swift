import Foundation
import Sandbox
import SyncCore
import SyncEngine
import Testing

@testable import calsync

@Suite struct MetricsTests {
    private func answer(_ request: String) -> String {
        MetricsListener.response(to: request, port: 9_464) { "calsync_held 0\n" }
    }

    @Test func `metrics are told to this machine`() {
        for host in ["127.0.0.1", "localhost"] {
            let answer = answer("GET /metrics HTTP/1.1\r\nHost: \(host):9464\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\ncalsync_held 0\n"))
        }
    }

    @Test(arguments: [
        ("GET /metrics HTTP/1.1\r\nHost: evil.example:9464\r\n\r\n", 403), ("GET /metrics HTTP/1.1\r\n\r\n", 403),
        ("GET / HTTP/1.1\r\nHost: localhost:9464\r\n\r\n", 404), ("rubbish\r\nHost: localhost:9464\r\n\r\n", 404),
        ("POST /metrics HTTP/1.1\r\nHost: localhost:9464\r\n\r\n", 405), ("", 403),
    ])
    func `nothing else is served`(request: String, status: Int) {
        #expect(answer(request).hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test func `pairs and numbers are named`() {
        var status = WatchStatus(pid: 1, program: "calsync", since: "", state: "waiting")
        status.parked = 2
        status.pairs = [.init(name: "work", looked: nil, next: nil, failures: 3, error: nil)]
        let text = WatchMetrics(runs: 7, pulled: 1, pushed: 4).text(status)
        #expect(text.contains("\ncalsync_parked 2\n") && text.contains("calsync_pair_failures{pair=\"work\"} 3\n"))
        #expect(text.contains("calsync_written_total{side=\"service\"} 4\n") && text.contains("calsync_runs_total 7\n"))
    }
}
