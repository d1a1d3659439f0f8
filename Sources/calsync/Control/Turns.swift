/// Who may work on the folder: one at a time, in the order of asking, until the holder leaves.
actor Turns {
    private var isTaken = false
    /// Whether nobody more gets a turn.
    private var isOver: Bool
    /// Whether those who wait were sent away.
    private var isClosed = false
    private var waiting: [CheckedContinuation<Bool, Never>] = []
    private var leaving: CheckedContinuation<Void, Never>?

    /// - Parameter isOver: Whether the holder keeps the folder to itself, and all others wait until it leaves.
    init(isOver: Bool) { self.isOver = isOver }

    /// Waits for a turn; `false` where the holder leaves before.
    func take() async -> Bool {
        if isClosed { return false }
        if !isTaken, !isOver {
            isTaken = true
            return true
        }
        return await withCheckedContinuation { waiting.append($0) }
    }

    /// Gives the turn on.
    func leave() {
        if isOver || waiting.isEmpty {
            isTaken = false
            leaving?.resume()
            leaving = nil
        } else {
            waiting.removeFirst().resume(returning: true)
        }
    }

    /// Lets nobody begin any more.
    func end() { isOver = true }

    /// Waits until nobody works any more.
    func idle() async {
        guard isTaken else { return }
        await withCheckedContinuation { leaving = $0 }
    }

    /// Sends away those who wait.
    func close() {
        isClosed = true
        for one in waiting { one.resume(returning: false) }
        waiting = []
    }
}
