package io.backflow.jobs.config;

import io.backflow.model.ModelSpec;
import org.jspecify.annotations.Nullable;

/** What must hold between the sections that speak of labels that come later. */
final class LabelChecks {

    private LabelChecks() {}

    static void check(TargetConfig target, TopicsConfig topics, StreamConfig stream, ModelSpec model) {
        if (target instanceof TargetConfig.Delayed) {
            checkDelayed(stream, model);
        } else if (topics.labels() != null) {
            throw unused("kafka.topics.labels is " + topics.labels(), target);
        } else if (stream.labels() != null) {
            throw unused("stream.labels is set", target);
        }
    }

    private static ConfigException unused(String what, TargetConfig target) {
        String type = target instanceof TargetConfig.Next ? "next" : "given";
        return new ConfigException(what + ", but target.type is " + type
                + ", and no label comes later; remove it, or set target: {type: delayed, max_wait: 2h}");
    }

    private static void checkDelayed(StreamConfig stream, ModelSpec model) {
        FieldsConfig fields = stream.fields();
        LabelsConfig labels = stream.labels();
        if (fields == null) {
            if (labels != null) {
                throw new ConfigException("stream.labels is set, but stream.format is backflow, whose labels say which"
                        + " part is what; remove it");
            }
            return;
        }
        if (labels == null) {
            throw new ConfigException("stream.labels is missing, but target.type is delayed and stream.format is "
                    + StreamConfig.name(stream.format())
                    + ", whose records do not say which part is what; name at least target or label");
        }
        checkStep(stream.order(), fields, labels);
        FieldsConfig.checkTruth(
                "stream.labels", labels.target(), labels.label(), model.head().targetWidth());
    }

    private static void checkStep(OrderConfig order, FieldsConfig fields, LabelsConfig labels) {
        if (!(order instanceof OrderConfig.Time)) {
            return; // the step's number is where that of the fields is, which must be named
        }
        if (labels.step() != null) {
            throw new ConfigException("stream.labels.step is " + labels.step() + ", but stream.order is time, which"
                    + " does not read step numbers; remove it, and name stream.labels.step_time");
        }
        if (labels.stepTime() == null && isStamp(fields.time())) {
            throw new ConfigException("stream.labels.step_time is missing, but stream.order is time, and the event time"
                    + " of a step is its record's timestamp in Kafka; name the path of the step's event time in its"
                    + " label");
        }
    }

    private static boolean isStamp(@Nullable TimeField time) {
        return time != null && time.path().equals(FieldPath.TIMESTAMP);
    }
}
