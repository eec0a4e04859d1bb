package io.backflow.jobs.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which keys may change when a job continues from saved state. A rule applies to its key and to all keys below it that
 * have no rule of their own. A key without any rule may not change.
 */
final class Changes {

    /**
     * What happens if a key changes, and the reason for the reference.
     *
     * @param why empty if the change is free
     */
    record Rule(Change change, String why) {}

    private static final Map<String, Rule> RULES = new LinkedHashMap<>();

    static {
        free("job");
        free("kafka");
        free("start");
        refused("kafka.topics.timesteps", "the state says how far this topic was read");
        refused("kafka.topics.labels", "the state says how far this topic was read");
        free("stream");
        refused("stream.fields.features", "the parameters were learnt for these columns in this order");
        refused("stream.fields.target", "the head's outputs are these columns in this order");
        refused("stream.fields.label", "the head's outputs are these classes in this order");
        refused("stream.labels.target", "the head's outputs are these columns in this order");
        refused("stream.labels.label", "the head's outputs are these classes in this order");
        refused("stream.order.type", "the state holds step numbers, of the stream or of the job's own");
        refused("model", "the parameters are those of this network; `dropout` may change");
        free("model.input.normalized");
        free("model.layers.dropout");
        free("model.layers.unit_forget_bias");
        refused("normalization", "the parameters were learnt in these units");
        refused("target", "the parameters were learnt for this forecast, and waiting windows hold its targets");
        free("target.max_wait");
        free("target.max_steps");
        free("sequence");
        refused("horizon", "waiting windows, and what is kept of a sequence's past, are cut to it");
        free("horizon.max_steps");
        free("horizon.max_bytes_per_sequence");
        free("batch");
        free("optimizer");
        refused("optimizer.rule.type", "the optimizer's slots mean something else to another rule");
        free("drift");
        free("sync");
        refused("sync.type", "state is written for one of the two graphs");
        refused("sync.send", "it decides whose optimizer slots are in the state");
        refused("sync.outer.type", "the server's slots are those of its outer rule");
        RULES.put("sync.round", new Rule(Change.CONVERTED, "closed rounds are converted to the new length"));
        free("server");
        refused("server.shards", "the parameters are cut into so many parts");
        free("forecast");
        refused("forecast.fed_back", "forecasts that wait for their truth are of these steps");
        free("predictions");
        free("score");
        free("validation");
        free("publish");
        free("flink");
    }

    private Changes() {}

    private static void free(String key) {
        RULES.put(key, new Rule(Change.FREE, ""));
    }

    private static void refused(String key, String why) {
        RULES.put(key, new Rule(Change.REFUSED, why));
    }

    /** What happens if {@code key}, written without the brackets of lists, changes. */
    static Change of(String key) {
        return rule(key).map(Rule::change).orElse(Change.REFUSED);
    }

    /** The rule for {@code key}; empty if there is none. */
    static Optional<Rule> rule(String key) {
        for (String above = key; !above.isEmpty(); above = above.substring(0, Math.max(0, above.lastIndexOf('.')))) {
            Rule rule = RULES.get(above);
            if (rule != null) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** All rules by key. */
    static Map<String, Rule> rules() {
        return RULES;
    }
}
