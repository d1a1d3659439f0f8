/// Push notifications of the stand-in: they go to addresses of this machine.
extension GoogleSandbox {
    /// A message that was sent.
    package struct Delivery: Sendable, Hashable {
        /// The channel.
        package var channel: String
        /// `sync` or `exists`.
        package var state: String
        /// The status of the answer; 0 where there was none.
        package var status: Int
    }

    /// The channels that are open, by id.
    package var channels: [GoogleChannel] {
        world.withLock { $0.state.channels.open.values.sorted { $0.id < $1.id } }
    }

    /// The messages that were sent and answered, oldest first.
    package var deliveries: [Delivery] { delivered.withLock { $0 } }

    /// Sends what there is to tell until it is cancelled. The real service takes seconds; this one a moment.
    func deliverMessages() async {
        while !Task.isCancelled {
            let messages = world.withLock { world in
                world.state.channels.open.isEmpty && world.state.channels.outgoing.isEmpty
                    ? [] : world.state.takeMessages()
            }
            for message in messages {
                let status = await WebhookSender.deliver(message)
                let field = { (name: String) in message.headers.first { $0.name == name }?.value ?? "" }
                delivered.withLock {
                    $0.append(
                        Delivery(
                            channel: field("X-Goog-Channel-ID"), state: field("X-Goog-Resource-State"), status: status))
                }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
