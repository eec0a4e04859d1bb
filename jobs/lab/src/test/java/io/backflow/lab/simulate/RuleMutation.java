package io.backflow.lab.simulate;

/**
 * A rule of the product, broken by an edit of its source in {@code jobs/core}.
 *
 * <p>If a rule's source changes so that the edit no longer applies, the test says so: adapt the edit.
 */
enum RuleMutation {
    MODEL_NEVER_UPDATES(
            "the model never updates",
            "protocol/server/ShardStep.java",
            "() -> update.apply(state, values)",
            "() -> {}"),
    ACKNOWLEDGED_WITHOUT_MERGE(
            "every fourth contribution is acknowledged and not merged",
            "protocol/server/ShardServer.java",
            "            merge(state, local.share());\n",
            """
                        if (local.number() % 4 != 3) {
                            merge(state, local.share());
                        }
            """),
    LEARNS_BEFORE_IT_PREDICTS(
            "learns from the future: a minibatch is learnt before it is predicted",
            "worker/AsynchronousLoop.java",
            """
                    TrainingTotals totals = trainer.train(states, learner.gradients(), worker::scored);
            """,
            """
                    var windows = states.stream().map(state -> state.ready.element()).toList();
                    List<float[]> before = states.stream().map(state -> state.recurrent.clone()).toList();
                    TrainingTotals totals = trainer.train(states, learner.gradients(), scored -> {});
                    learner.learnt(TrainingTotals.ZERO, io.backflow.jobs.sequence.FeatureSums.NONE, true);
                    learner.begin(trainer);
                    for (int i = 0; i < states.size(); i++) {
                        states.get(i).ready.addFirst(windows.get(i));
                        System.arraycopy(before.get(i), 0, states.get(i).recurrent, 0, before.get(i).length);
                    }
                    totals = trainer.train(states, learner.gradients(), worker::scored);
            """),
    TARGET_IS_IN_THE_INPUT(
            "learns from the future: a step's target is its own input",
            "sequence/TargetRule.java",
            "pick(later, step, target, part",
            "pick(step, step, target, part"),
    LOCAL_UPDATES_UNLIMITED(
            "sync.max_local_updates is ignored",
            "worker/AsynchronousDelta.java",
            "return unsent.updates() < pace.maxLocalUpdates();",
            "return true;"),
    STALENESS_UNLIMITED(
            "sync.staleness is ignored",
            "worker/SynchronousLoop.java",
            "return view.closedRound() >= round - 1 - staleness;",
            "return true;"),
    DUPLICATE_TRAINED(
            "a duplicate is trained again",
            "sequence/Sequencer.java",
            "case TAKEN -> Verdict.DUPLICATE;",
            "case TAKEN -> { cutter.append(state, step, state.lastEventTime); yield Verdict.ACCEPTED; }"),
    LATE_TRAINED(
            "a late step is trained",
            "sequence/Sequencer.java",
            "case GIVEN_UP -> Verdict.LATE;",
            "case GIVEN_UP -> { cutter.append(state, step, state.lastEventTime); yield Verdict.ACCEPTED; }"),
    TIMER_NEVER_FIRES(
            "a timer never fires",
            "worker/SequenceWorker.java",
            "        keep(id, state, order.advance(state, time));\n",
            ""),
    SNAPSHOT_OUT_OF_ORDER(
            "a snapshot older than the worker's is applied",
            "protocol/worker/ParameterView.java",
            "if (sameSession && snapshot.version() < versions[shard])",
            "if (false)"),
    ACKNOWLEDGEMENT_OVERTAKES(
            "an acknowledgement that overtakes the values of its version is lost",
            "protocol/worker/EarlySnapshots.java",
            "            waiting[snapshot.shard()] = snapshot;\n",
            ""),
    CHANGE_NOT_NOTED(
            "values that have changed do not travel",
            "protocol/server/ChangedBlocks.java",
            "                changedAt[block] = version;\n                changed",
            "                changed"),
    WAITING_CHANGE_DROPPED(
            "what waits for a worker is dropped, and what has changed in it is lost",
            "protocol/ShardSnapshot.java",
            "ShardValues values = both ? content.over(waiting.content) : content;",
            "ShardValues values = content;"),
    ANSWERED_TO_ALL(
            "a contribution is answered to all workers",
            "protocol/server/SnapshotDelivery.java",
            "return snapshot.to(worker);",
            "return snapshot;"),
    VALUES_REPEATED(
            "a contribution without a change is answered with values",
            "protocol/server/SnapshotDelivery.java",
            "boolean known = !note(worker, content(state), now);",
            "boolean known = !note(worker, content(state), now) && sent.length > 99;"),
    UPDATE_COUNT_STAYS(
            "the number of updates does not travel with the optimizer's slots",
            "worker/LocalOptimizer.java",
            "steps = former.updates();",
            ""),
    SLOTS_NOT_WEIGHTED(
            "the mean of the workers' slots is not weighted by their updates",
            "protocol/server/SlotMean.java",
            "double weight = slots.updates();",
            "double weight = 1;"),
    SLOTS_NEVER_SENT(
            "slots that have changed are not sent",
            "worker/LocalOptimizer.java",
            "        boolean sent = !changed;\n",
            "        boolean sent = true;\n"),
    ROUND_NOT_CONVERTED(
            "closed rounds are not converted to another length",
            "protocol/Rounds.java",
            "return counted ? endedBy((closed + 1) * former.millis - 1) : closed;",
            "return closed;"),
    SETTINGS_UNCHECKED(
            "settings that state was made with are not compared",
            "protocol/server/ConfiguredServer.java",
            "StateSettings.parse(settings).checkContinues(StateSettings.parse(state.settings));",
            ""),
    SLOTS_ANSWERED(
            "a snapshot with values answers slots, also at an idle checkpoint",
            "protocol/server/ShardServer.java",
            """
                        slotMean.add(message.slots());
                        return false;
            """,
            """
                        slotMean.add(message.slots());
                        return true;
            """),
    REPLAY_DRAWN_BY_WORKER(
            "what is replayed depends on what its worker replayed before",
            "worker/ReplayingTrainer.java",
            "reservoir.draw(slots, seed(id, Purpose.REPLAY))",
            "reservoir.draw(slots, seed(id, Purpose.REPLAY) + counts.replayed())"),
    CLOCKS_UNLIMITED(
            "stream.max_ahead is ignored",
            "sequence/ClockRule.java",
            "return eventTime <= plus(clock, maxAheadMillis);",
            "return true;"),
    LEAD_UNLIMITED(
            "stream.max_lead is ignored",
            "sequence/ClockRule.java",
            "return Math.min(eventTime, plus(clock, maxLeadMillis));",
            "return eventTime;");

    private final String rule;
    private final String source;
    private final String sound;
    private final String broken;

    RuleMutation(String rule, String source, String sound, String broken) {
        this.rule = rule;
        this.source = source;
        this.sound = sound;
        this.broken = broken;
    }

    /** What no longer holds, in words. */
    String rule() {
        return rule;
    }

    /** Its file below the package {@code io.backflow.jobs} of {@code jobs/core}. */
    String source() {
        return source;
    }

    /** The source with the broken rule. */
    String apply(String text) {
        int at = text.indexOf(sound);
        if (at < 0 || text.indexOf(sound, at + 1) >= 0) {
            throw new IllegalStateException(
                    source + " does not contain just once what " + this + " replaces; adapt the mutation: " + sound);
        }
        return text.replace(sound, broken);
    }
}
