package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;

/** How the snapshots of one attempt's servers reach its workers. */
interface SimulatedFeedback {

    /** From now on {@code worker} is brought what there is. */
    void subscribe(TrainerTask worker);

    /** {@code worker} has time again: it is brought what came while it was busy. */
    void rested(TrainerTask worker);

    /** Passes {@code snapshot} on to the worker that it is for, or to all. */
    void emit(ServerTask server, ShardSnapshot snapshot);
}
