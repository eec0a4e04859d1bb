package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;

/** How the snapshots of one attempt's servers reach its workers. */
interface SimulatedFeedback {

    /** From now on {@code worker} is brought what there is. */
    void subscribe(TrainerTask worker);

    /** {@code worker} has time again: it is brought what came while it was busy. */
    void rested(TrainerTask worker);

    void emit(ServerTask server, ShardSnapshot snapshot);
}
