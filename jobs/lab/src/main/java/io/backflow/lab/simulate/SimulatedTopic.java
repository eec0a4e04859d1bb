package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** By the topic: the servers tell the publisher, and each worker reads the log for itself. */
final class SimulatedTopic implements SimulatedFeedback {

    private final SimulatedRun run;
    private final List<TopicReader> idle = new ArrayList<>();
    private final Map<TrainerTask, TopicReader> calledInVain = new HashMap<>();

    SimulatedTopic(SimulatedRun run) {
        this.run = run;
        run.topic().follow(this);
    }

    @Override
    public void subscribe(TrainerTask worker) {
        TopicReader reader = new TopicReader(run, worker);
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
    public void emit(ServerTask server, ShardSnapshot snapshot) {
        server.outputs().get(0).send(snapshot);
    }

    /** Something was appended to the log. */
    void appended() {
        List.copyOf(idle).forEach(this::lookLater);
        idle.clear();
    }

    private void lookLater(TopicReader reader) {
        run.events().in(1 + run.delay(run.conditions().back()), () -> look(reader));
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
        run.events().in(10 * run.conditions().hop(), () -> {
            if (!reader.ended()) {
                reader.look();
                lookAgain(reader);
            }
        });
    }
}
