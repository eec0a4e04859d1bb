package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.format.RegistryException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaException;

/**
 * What a job needs of Kafka, one question after another: each method answers in a few words, gives {@code notices} a
 * sentence for what is odd but no obstacle, and throws a {@link ConfigException} with the remedy for what is one.
 */
public final class KafkaChecks {

    private static final int NEWEST = 1;

    private final JobConfig config;
    private final KafkaConfig kafka;
    private final Duration timeout;
    private final Clock clock;

    /** @param timeout how long the brokers have to answer */
    public KafkaChecks(JobConfig config, Duration timeout) {
        this(config, timeout, Clock.systemUTC());
    }

    KafkaChecks(JobConfig config, Duration timeout, Clock clock) {
        this.config = config;
        kafka = config.kafka();
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Which brokers answer. */
    public String brokers() {
        try (Admin admin = Topics.admin(kafka, timeout)) {
            DescribeClusterResult cluster = admin.describeCluster();
            int brokers = cluster.nodes().get().size();
            return brokers + (brokers == 1 ? " broker" : " brokers") + " at " + kafka.bootstrapServers() + ", cluster "
                    + cluster.clusterId().get();
        } catch (ExecutionException e) {
            throw problem("the cluster cannot be looked up", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether the topics are there, with partitions that suit the job. */
    public String topics(Consumer<String> notices) {
        Map<String, String> names = Topics.names(kafka.topics());
        Set<String> absent = new HashSet<>(names.values());
        try (Admin admin = Topics.admin(kafka, timeout)) {
            absent.removeAll(admin.listTopics().names().get());
        } catch (ExecutionException e) {
            throw problem("the topics cannot be looked up", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        if (absent.remove(kafka.topics().control())) {
            notices.accept("kafka.topics.control is " + kafka.topics().control() + ", which is not there; a job takes"
                    + " commands only if it is, so create it (topics create)");
        }
        if (!absent.isEmpty()) {
            throw new ConfigException(kafka.bootstrapServers() + " has no "
                    + (absent.size() == 1 ? "topic " : "topics ")
                    + String.join(", ", absent.stream().sorted().toList())
                    + "; create what is missing (topics create), or correct the names under kafka.topics");
        }
        new Topics(kafka, timeout).check(config.job().parallelism());
        return "all are there";
    }

    /** Whether the brokers clean the topics up as a job needs it. */
    public String policies(Consumer<String> notices) {
        new CleanupPolicies(kafka, timeout).check(notices);
        return "as they must be";
    }

    /** Whether a sample of {@code timesteps} can be decoded and suits the model. */
    public String records(Consumer<String> notices) {
        try {
            new SchemaProbe(config, timeout).check(false, notices);
            new KeyProbe(config, timeout).warning().ifPresent(notices);
            return "a sample suits the model";
        } catch (RegistryException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        } catch (KafkaException e) {
            throw problem("topic " + kafka.topics().timesteps() + " cannot be read", e);
        }
    }

    /** Whether this machine's clock agrees with Kafka's timestamps of the newest timesteps. */
    public String clock(Consumer<String> notices) {
        long[] newest = {Long.MIN_VALUE};
        try (NewestRecords records = new NewestRecords(kafka, timeout)) {
            records.read(NEWEST, record -> {
                newest[0] = Math.max(newest[0], record.timestamp());
                return true;
            });
        } catch (KafkaException e) {
            throw problem("topic " + kafka.topics().timesteps() + " cannot be read", e);
        }
        if (newest[0] == Long.MIN_VALUE) {
            return "no timestep to compare with";
        }
        Duration ahead = Duration.ofMillis(newest[0] - clock.millis());
        if (ahead.compareTo(config.stream().maxAhead()) > 0) {
            notices.accept("the newest record of " + kafka.topics().timesteps() + " is stamped " + ahead.toSeconds()
                    + " s after this machine's clock, more than stream.max_ahead; set the clock that is wrong");
        }
        return "not behind Kafka's timestamps";
    }

    /** What the run has published. */
    public String model() {
        try {
            return new ParametersLog(config, timeout)
                    .newest()
                    .map(run -> "run " + config.job().run() + " has published " + run)
                    .orElse("run " + config.job().run() + " has published none yet");
        } catch (KafkaException e) {
            throw problem("topic " + kafka.topics().parameters() + " cannot be read", e);
        }
    }

    private ConfigException problem(String what, Throwable cause) {
        return BrokerProblems.explain(kafka, timeout, what, cause);
    }

    private static ConfigException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConfigException("the look at Kafka was interrupted; start again", e);
    }
}
