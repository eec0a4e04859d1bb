package io.backflow.jobs.simulate;

import io.backflow.jobs.sync.ShardSnapshot;

/** How what the servers of one attempt tell comes to its workers. */
interface Feed {

    /** From now on {@code worker} is brought what there is. */
    void attend(TrainerTask worker);

    void tell(ServerTask server, ShardSnapshot snapshot);
}
