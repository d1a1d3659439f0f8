import Dashboard
import ProviderKit
import SyncEngine

extension Watch {
    /// What services are listened to for; where any of it changes, the listening begins anew.
    struct Listening: Hashable, Sendable {
        let accounts: Accounts
        let pairs: [PairConfiguration]
    }

    /// Listens for services that call, where the settings ask for it and it was not begun yet. Without them all is polled.
    func hearServices() async {
        let wanted = Listening(accounts: context.accounts, pairs: context.configuration.pairs)
        guard listening != wanted else { return }
        listening = wanted
        await webhooks?.stop()
        webhooks = nil
        do {
            webhooks = try await WebhookService.starting(
                context,
                hint: { [weak self] pairs in for pair in pairs { self?.hint(pair) } },
                tell: { [log] level, message in
                    switch level {
                    case .debug: log.tell(.debug, message)
                    case .info: log.tell(.info, message)
                    case .warning: log.tell(.warning, message)
                    }
                })
        } catch {
            tellOnce(.webhooks, .warning, "\(Failure(error).sentence) Services are polled.")
        }
    }

    /// Serves the dashboard where it was asked for, or goes on with it; its commands run here, in their turn.
    func serveDashboard() async {
        guard let dashboard else { return }
        do {
            let port = try await dashboard.serve(context, holder, metrics: told)
            status.dashboard = port
            log.tell(.info, "The dashboard is on 127.0.0.1:\(port). `calsync dashboard` opens it.")
        } catch let error as LoopbackListener.StartError {
            tellOnce(.dashboard, .warning, "\(error) There is no dashboard.")
        } catch {
            tellOnce(
                .dashboard, .warning, "\(Failure(error).sentence) There is no dashboard.")
        }
    }
}
