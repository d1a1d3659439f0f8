import SyncCore

/// The JSON of views and of their differences, in the shape that their `Codable` reads.
extension ByteWriter {
    mutating func change(_ change: Change) {
        object { writer in
            switch change {
            case .field(let path, let from, let to):
                writer.key("field") { writer in
                    writer.object { writer in
                        writer.key("_0") { writer in
                            writer.object { writer in
                                writer.pair("field", path.field.rawValue)
                                if let instance = path.instance { writer.pair("instance", instance.text) }
                            }
                        }
                        if let from { writer.key("from") { $0.value(from) } }
                        if let to { writer.key("to") { $0.value(to) } }
                    }
                }
            case .exception(let key, let from, let to):
                writer.key("exception") { writer in
                    writer.object { writer in
                        writer.pair("_0", key.text)
                        if let from { writer.key("from") { $0.exception(from) } }
                        if let to { writer.key("to") { $0.exception(to) } }
                    }
                }
            }
        }
    }

    mutating func view(_ view: View) {
        object { writer in
            writer.key("m") { $0.part(view.master) }
            guard !view.exceptions.isEmpty else { return }
            writer.key("x") { writer in
                writer.object { writer in
                    for (key, exception) in view.exceptions.sorted(by: { $0.key < $1.key }) {
                        writer.key(key.text) { $0.exception(exception) }
                    }
                }
            }
        }
    }

    private mutating func exception(_ exception: Exception) {
        object { writer in
            if case .changed(let part) = exception { writer.key("c") { $0.part(part) } }
        }
    }

    private mutating func part(_ part: Part) {
        object { writer in
            for (field, value) in part.fields.sorted(by: { $0.key < $1.key }) {
                writer.key(field.rawValue) { $0.value(value) }
            }
        }
    }

    private mutating func value(_ value: Value) {
        object { writer in
            switch value {
            case .text(let text): writer.pair("t", text)
            case .schedule(let schedule):
                writer.key("w") { writer in
                    writer.object { writer in
                        writer.pair("start", schedule.start.compact)
                        writer.pair("end", schedule.end.compact)
                        writer.key("rules") { $0.list(schedule.rules.sorted()) { $0.string($1) } }
                    }
                }
            case .set(let set): writer.key("s") { $0.list(set.sorted()) { $0.string($1) } }
            case .alarms(let alarms):
                writer.key("a") { $0.list(alarms.sorted { $0.summary < $1.summary }) { $0.alarm($1) } }
            }
        }
    }

    private mutating func alarm(_ alarm: Alarm) {
        object { writer in
            writer.pair("action", alarm.action)
            writer.key("trigger") { writer in
                writer.object { writer in
                    switch alarm.trigger {
                    case .start(let seconds): writer.key("start") { $0.object { $0.pair("_0", seconds) } }
                    case .end(let seconds): writer.key("end") { $0.object { $0.pair("_0", seconds) } }
                    case .absolute(let text): writer.key("absolute") { $0.object { $0.pair("_0", text) } }
                    }
                }
            }
            writer.pair("rest", alarm.rest)
        }
    }
}
