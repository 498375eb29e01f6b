/// The invariants that every run is judged by, in the order of their promises.
package enum Invariants {
    package static let all: [any Invariant.Type] = [
        AcknowledgedJobsSurvive.self, AcknowledgedItemsSurvive.self, OneEndForEachJob.self,
        OneRunnerForEachProject.self, UnknownIsNotAbsent.self, NothingUnasked.self, TwiceIsOnce.self,
        ListingsKeepTheirOrder.self, TokensDecide.self, SecretsStaySecret.self, LimitsHold.self,
        OldPeersUnderstand.self, EveryJobEnds.self, CompletedMeansDone.self, DesiredIsObserved.self,
        SuccessListsAgain.self, OrphansAreCollected.self,
    ]
}
