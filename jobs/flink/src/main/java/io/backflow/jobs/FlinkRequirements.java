package io.backflow.jobs;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Flink has to do so that each step is trained once and no worker waits for ever, whatever the cluster, the
 * command line or the program set. What the job's own configuration sets otherwise is refused; what others set is
 * overruled, with a warning, and refused where the cluster permits no program to overrule it.
 */
final class FlinkRequirements {

    /** Work of hours ends before so many checkpoints have timed out; a disk that stays full still stops the job. */
    static final int TOLERATED_FAILURES = 100;

    private static final Logger LOG = LoggerFactory.getLogger(FlinkRequirements.class);

    /**
     * @param right what is set where {@code met} is not
     * @param because completes "KEY is VALUE, but …"
     */
    private record Requirement<T>(ConfigOption<T> option, Predicate<T> met, String right, String because) {

        static <T> Requirement<T> only(ConfigOption<T> option, T right, String because) {
            return new Requirement<>(option, right::equals, right.toString(), because);
        }

        static Requirement<Duration> positive(ConfigOption<Duration> option, String right, String because) {
            return new Requirement<>(option, value -> value.toMillis() > 0, right, because);
        }

        boolean isMet(ReadableConfig given) {
            T value = given.getOptional(option).orElse(option.defaultValue());
            return value != null && met.test(value);
        }

        String problem(String key, @Nullable Object value) {
            return key + " is " + value + ", but " + because;
        }

        /** The option's key and its former keys. */
        List<String> keys() {
            List<String> keys = new ArrayList<>(List.of(option.key()));
            option.fallbackKeys().forEach(former -> keys.add(former.getKey()));
            return keys;
        }
    }

    private static final List<Requirement<?>> ALL = List.of(
            Requirement.only(
                    ExecutionOptions.RUNTIME_MODE,
                    RuntimeExecutionMode.STREAMING,
                    "only a streaming job sends parameters back to its workers and takes checkpoints"),
            Requirement.only(
                    CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                    CheckpointingMode.EXACTLY_ONCE,
                    "after a restore steps would be trained twice"),
            Requirement.only(
                    CheckpointingOptions.ENABLE_UNALIGNED,
                    false,
                    "an unaligned checkpoint may reach workers in different rounds"),
            Requirement.positive(
                    CheckpointingOptions.CHECKPOINTING_INTERVAL,
                    "10s",
                    "without checkpoints a failure loses the model"),
            Requirement.only(
                    CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH,
                    true,
                    "checkpoints would stop once a reader without partitions has ended"),
            Requirement.only(
                    StateRecoveryOptions.APPROXIMATE_LOCAL_RECOVERY,
                    false,
                    "it drops the records between two tasks when one of them fails"),
            Requirement.only(
                    ExecutionOptions.BUFFER_TIMEOUT_ENABLED,
                    true,
                    "workers would wait for ever for a snapshot in a buffer that is not full"),
            Requirement.positive(
                    PipelineOptions.AUTO_WATERMARK_INTERVAL,
                    "200ms",
                    "gaps and sessions would never end, and a silent partition would hold up all others"));

    private FlinkRequirements() {}

    /** Makes {@code env} meet all requirements; throws {@link ConfigException} where it cannot. */
    static void enforce(StreamExecutionEnvironment env, JobConfig config) {
        ReadableConfig given = env.getConfiguration();
        Configuration forced = new Configuration();
        for (Requirement<?> requirement : ALL) {
            if (!requirement.isMet(given)) {
                overrule(requirement, given, config.flink());
                forced.setString(requirement.option().key(), requirement.right());
            }
        }
        if (given.getOptional(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER).isEmpty()) {
            forced.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERATED_FAILURES);
        }
        RestartLimits.addTo(forced, given);
        env.configure(forced);
    }

    /** Refuses what must not be overruled, and warns of the rest; says nothing of an option that is not set. */
    private static void overrule(Requirement<?> requirement, ReadableConfig given, Map<String, String> own) {
        Object value = given.getOptional(requirement.option()).orElse(null);
        if (value == null) {
            return;
        }
        for (String key : requirement.keys()) {
            if (own.containsKey(key)) {
                throw new ConfigException("flink." + requirement.problem(key, own.get(key)) + "; remove it, or set "
                        + requirement.right());
            }
        }
        String key = requirement.option().key();
        if (!given.get(DeploymentOptions.PROGRAM_CONFIG_ENABLED)) {
            throw new ConfigException(requirement.problem(key, value) + ", and "
                    + DeploymentOptions.PROGRAM_CONFIG_ENABLED.key() + " is false, so that no job may set it; set "
                    + key + " to " + requirement.right() + " in the cluster's configuration");
        }
        LOG.warn("{}; for this job it is {}", requirement.problem(key, value), requirement.right());
    }
}
