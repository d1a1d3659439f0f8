extension RandomAccessCollection {
    /// The index of the first element for which `isPast` holds, given that it holds for all after it; else the end.
    func partitioningIndex(_ isPast: (Element) -> Bool) -> Index {
        var (low, rest) = (startIndex, count)
        while rest > 0 {
            let middle = index(low, offsetBy: rest / 2)
            if isPast(self[middle]) {
                rest /= 2
            } else {
                low = index(after: middle)
                rest -= rest / 2 + 1
            }
        }
        return low
    }
}
