/// The invariants that every run is judged by, in the order of their promises.
package enum Invariants {
    package static let all: [any Invariant.Type] = [
        AcknowledgedJobsSurvive.self, AcknowledgedItemsSurvive.self, OneEndForEachJob.self,
        OneRunnerForEachProject.self, NoWorkIsRepeated.self, UnknownIsNotAbsent.self, WhatStandsIsListed.self,
        HopsPassOnWhatIsKnown.self, SuccessMeansEverywhere.self, NothingUnasked.self, OnlyCancelsCancel.self,
        TwiceIsOnce.self, OneJobForEachRequest.self, ListingsKeepTheirOrder.self, TokensDecide.self,
        SecretsStaySecret.self, LimitsHold.self, LossesAreBounded.self, DeploymentsKeepTheirLimit.self,
        OldPeersUnderstand.self, EveryJobEnds.self, CancelsMeanIt.self, CompletedMeansDone.self,
        DesiredIsObserved.self, DestroyedMeansGone.self, JailsAreSeenSoon.self, TheLastWordCounts.self,
        SuccessListsAgain.self,
        AbsenceIsBounded.self, OrphansAreCollected.self, WaitsHaveReasons.self,
    ]
}
