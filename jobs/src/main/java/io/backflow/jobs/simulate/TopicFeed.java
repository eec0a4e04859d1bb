package io.backflow.jobs.simulate;

import io.backflow.jobs.sync.ShardSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** By the topic: the servers tell the publisher, and each worker reads the log for itself. */
final class TopicFeed implements Feed {

    private final World world;
    private final List<TopicReader> idle = new ArrayList<>();
    private final Map<TrainerTask, TopicReader> calledInVain = new HashMap<>();

    TopicFeed(World world) {
        this.world = world;
        world.topic().follow(this);
    }

    @Override
    public void attend(TrainerTask worker) {
        TopicReader reader = new TopicReader(world, worker);
        lookLater(reader);
        lookAgain(reader);
    }

    @Override
    public void rested(TrainerTask worker) {
        TopicReader reader = calledInVain.remove(worker);
        if (reader != null) {
            look(reader);
        }
    }

    @Override
    public void tell(ServerTask server, ShardSnapshot snapshot) {
        server.outputs().get(0).send(snapshot);
    }

    /** Something was appended to the log. */
    void appended() {
        List.copyOf(idle).forEach(this::lookLater);
        idle.clear();
    }

    private void lookLater(TopicReader reader) {
        world.agenda().in(1 + world.delay(world.conditions().back()), () -> look(reader));
    }

    private void look(TopicReader reader) {
        if (reader.look()) {
            idle.add(reader);
        } else {
            calledInVain.put(reader.worker(), reader);
        }
    }

    /** Now and then, for what is lost is followed by nothing. */
    private void lookAgain(TopicReader reader) {
        world.agenda().in(10 * world.conditions().hop(), () -> {
            if (!reader.ended()) {
                reader.look();
                lookAgain(reader);
            }
        });
    }
}
