package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;

/** How what the servers of one attempt tell comes to its workers. */
interface SimulatedFeedback {

    /** From now on {@code worker} is brought what there is. */
    void subscribe(TrainerTask worker);

    /** {@code worker} has time again: it is brought what came while it was busy. */
    void rested(TrainerTask worker);

    void emit(ServerTask server, ShardSnapshot snapshot);
}
