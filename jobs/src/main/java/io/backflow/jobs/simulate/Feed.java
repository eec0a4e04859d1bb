package io.backflow.jobs.simulate;

import io.backflow.jobs.sync.ShardSnapshot;

/** How what the servers of one attempt tell comes to its workers. */
interface Feed {

    /** From now on {@code worker} is brought what there is. */
    void attend(TrainerTask worker);

    /** {@code worker} has time again: it is brought what came while it was busy. */
    void rested(TrainerTask worker);

    void tell(ServerTask server, ShardSnapshot snapshot);
}
