package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.parameters.PublishedRun;
import io.backflow.model.ParameterLayout;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Looks up a model that a run has published, by what the topic itself says of it. */
public final class PublishedModels {

    /** Shards whose last chunks may be short. */
    private static final int SHARDS = 4096;

    private static final ModelLimits MANIFESTS_ONLY = new ModelLimits(0, 0);

    private final KafkaConfig kafka;
    private final String run;
    private final Duration timeout;

    /** @param timeout how long the brokers have to answer */
    public PublishedModels(KafkaConfig kafka, String run, Duration timeout) {
        this.kafka = kafka;
        this.run = run;
        this.timeout = timeout;
    }

    /**
     * The newest version that is whole.
     *
     * @throws ConfigException where there is no topic, or no such version in it
     */
    public PublishedModel newest() {
        return find("no whole version", ParametersLog::newestWhole);
    }

    /**
     * The version with this number, of several sessions' the newest.
     *
     * @throws ConfigException where there is no topic, or no such version in it
     */
    public PublishedModel numbered(long version) {
        return find(
                "no version " + version + " (a compacted topic keeps one version of a run)",
                log -> log.numbered(version));
    }

    private PublishedModel find(String absent, Question question) {
        String topic = kafka.topics().parameters();
        if (!new Topics(kafka, timeout).has(topic)) {
            throw BrokerProblems.absent(kafka, "kafka.topics.parameters", topic);
        }
        try {
            PublishedRun form = new ParametersLog(kafka, run, MANIFESTS_ONLY, timeout)
                    .newest()
                    .orElseThrow(() -> new ConfigException("run " + run + " has published nothing in topic " + topic
                            + "; correct the names of run and topic"));
            int values = ParameterLayout.of(JobConfig.parseModel(form.model())).size();
            ModelLimits limits = ModelLimits.forModelsOf(values, Math.min(values, SHARDS));
            return question.to(new ParametersLog(kafka, run, limits, timeout))
                    .orElseThrow(() -> new ConfigException("topic " + topic + " has " + absent + " of run " + run
                            + "; its newest is version " + form.id().version()));
        } catch (KafkaException e) {
            throw BrokerProblems.explain(kafka, timeout, "topic " + topic + " cannot be read", e);
        }
    }

    private interface Question {
        Optional<PublishedModel> to(ParametersLog log);
    }
}
