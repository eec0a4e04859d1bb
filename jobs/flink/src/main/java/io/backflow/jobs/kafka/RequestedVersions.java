package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.Secrets;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.controller.ControlFeed;
import io.backflow.jobs.parameters.PublishedModel;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Finds the parameters that a command is about in the topic {@code parameters}. */
final class RequestedVersions {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JobConfig config;
    private final ParametersLog log;

    RequestedVersions(JobConfig config) {
        this.config = config;
        log = new ParametersLog(config, PATIENCE);
    }

    /**
     * What was found.
     *
     * @param parameters the flat vector; empty where there is a problem
     * @param problem why there are none, in a sentence; null: there are
     */
    record Found(float[] parameters, @Nullable String problem) {}

    /** The version that a rollback names; of several sessions' the newest. */
    Found find(Command rollback) {
        long version = rollback.version() == null ? -1 : rollback.version();
        String topic = config.kafka().topics().parameters();
        try {
            Optional<PublishedModel> model = log.numbered(version);
            if (model.isEmpty()) {
                return problem("topic " + topic + " has no whole version " + version + " of run "
                        + config.job().run() + " any more");
            }
            return fits(model.get())
                    ? new Found(model.get().version().values(), null)
                    : problem("version " + version + " is of another model than the configuration's");
        } catch (KafkaException e) {
            String reason = Secrets.strippedOf(config.kafka().properties(), String.valueOf(e.getMessage()));
            return problem("topic " + topic + " cannot be read: " + reason + "; send the command again");
        }
    }

    private static Found problem(String sentence) {
        return new Found(ControlFeed.NO_PARAMETERS, sentence);
    }

    private boolean fits(PublishedModel model) {
        try {
            return JobConfig.parseModel(model.model()).equals(config.model());
        } catch (ConfigException e) {
            return false; // written by a build that knows more forms than this one
        }
    }
}
