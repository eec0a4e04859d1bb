package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.RegistryException;
import io.backflow.jobs.parameters.PublishedRun;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.source.BoundedEnds;
import io.backflow.jobs.source.BoundedRead;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What must be so in Kafka before a job starts, and what it begins with. */
public final class StartCheck {

    private final JobConfig config;
    private final Consumer<String> notices;

    /** @param notices takes a sentence for each thing that a user has to know though it is not refused */
    public StartCheck(JobConfig config, Consumer<String> notices) {
        this.config = config;
        this.notices = notices;
    }

    /**
     * Throws a {@link ConfigException} where a broker, a topic, or what a topic holds does not fit the configuration.
     *
     * @param choice what to do where the run has published a model
     * @param restored whether the job goes on from a checkpoint or savepoint
     */
    public Start pass(StartChoice choice, boolean restored) {
        if (restored && !(choice instanceof StartChoice.None)) {
            throw new ConfigException("--" + (choice instanceof StartChoice.Fresh ? "fresh" : "from-model")
                    + " is set, but the job goes on from a checkpoint or savepoint; leave one of them out");
        }
        new ConfiguredServer(config).tooLarge().ifPresent(notices);
        look(restored);
        try {
            return begin(choice, restored);
        } catch (KafkaException e) {
            throw BrokerProblems.explain(config.kafka(), Topics.PATIENCE, "the topics cannot be read", e);
        }
    }

    /**
     * The same for a scoring job, which publishes no model.
     *
     * @return how far a bounded job reads; null: the job is not bounded
     */
    public @Nullable BoundedRead passScoring(boolean restored) {
        look(restored);
        return bound();
    }

    private void look(boolean restored) {
        Topics.check(config.kafka(), config.job().parallelism());
        new CleanupPolicies(config.kafka(), Topics.PATIENCE).check(notices);
        try {
            new SchemaProbe(config, Topics.PATIENCE).check(restored, notices);
            new KeyProbe(config, Topics.PATIENCE).warning().ifPresent(notices);
        } catch (RegistryException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    private Start begin(StartChoice choice, boolean restored) {
        ParametersLog log = new ParametersLog(config, Topics.PATIENCE);
        Optional<PublishedRun> published = log.newest();
        RunBeginning beginning = new RunBeginning(config, log);
        return new Start(
                restored ? beginning.ofRestored(published) : beginning.of(choice, published, notices),
                bound(),
                published);
    }

    /**
     * Throws where a run that has read so far may not go on in the log that is there now. Its source would refuse that
     * as well, but only after its server has published the version of the state.
     */
    public void checkContinues(BoundedRead read) {
        ask(ends -> {
            ends.checkContinues(read);
            return read;
        });
    }

    private @Nullable BoundedRead bound() {
        return config.kafka().bounded() ? ask(ends -> ends.find(notices)) : null;
    }

    private BoundedRead ask(Question question) {
        try (Admin admin = Topics.admin(config.kafka(), Topics.PATIENCE)) {
            return question.to(new BoundedEnds(admin, config.kafka()));
        } catch (ExecutionException e) {
            throw BrokerProblems.explain(
                    config.kafka(),
                    Topics.PATIENCE,
                    "the ends of the partitions cannot be looked up",
                    Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException("the look at Kafka was interrupted; start again", e);
        }
    }

    private interface Question {
        BoundedRead to(BoundedEnds ends) throws ExecutionException, InterruptedException;
    }
}
