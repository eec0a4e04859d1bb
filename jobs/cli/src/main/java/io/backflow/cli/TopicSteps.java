package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.evaluate.StepSource;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.kafka.TimestepDecoder;
import io.backflow.jobs.kafka.TopicLog;
import io.backflow.jobs.sequence.Step;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The steps that a topic holds, as a job reads them. */
final class TopicSteps implements StepSource {

    private final TopicLog log;
    private final TimestepDecoder decoder;
    private final Map<String, Long> rejected = new TreeMap<>();

    TopicSteps(TopicLog log, JobConfig config) {
        this.log = log;
        decoder = new TimestepDecoder(config);
    }

    @Override
    public void read(Consumer<Step> out) {
        rejected.clear();
        log.read(record -> {
            DecodeResult result = decoder.decode(record);
            Step step = result.step();
            Rejected letter = result.rejected();
            if (step != null) {
                out.accept(step);
            } else if (letter != null) {
                rejected.merge(letter.reason(), 1L, Long::sum);
            }
        });
    }

    /** Records that are no steps, by reason, of the last time that the topic was read. */
    Map<String, Long> rejected() {
        return Map.copyOf(rejected);
    }
}
