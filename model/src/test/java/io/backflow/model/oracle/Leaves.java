package io.backflow.model.oracle;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The expected numbers of a file: one of each kind, for perturbing. */
final class Leaves {

    /** Expected values that no handler compares, and why. */
    private static final Map<String, String> NOT_COMPARED = Map.ofEntries(
            Map.entry("/expected/(output\\w*_cotangent/)?loss", "a product of compared outputs and given cotangents"),
            Map.entry("/expected/(en|de)coder_outputs/.*", "a network shows its head's outputs, which are compared"),
            Map.entry("/expected/rnn_outputs/.*", "a network shows its head's outputs, which are compared"),
            Map.entry("/expected/.*/grads/head_outputs/.*", "a network does not show this cotangent"),
            Map.entry("/expected/.*/step_loss/.*", "in truncated windows; the gradients of their sum are compared"),
            Map.entry("/expected/.*/bias_hh/.*", "equals that of bias_ih, which stands for the sum"),
            Map.entry("/expected/.*layer\\d+.bias_hh/.*", "equals that of bias_ih, which stands for the sum"),
            Map.entry("/expected/probabilities/.*", "a head's outputs come before the softmax or sigmoid"),
            Map.entry("/expected/constant_0.5_log_2pi", "for information: a loss here is without it"),
            Map.entry("/expected/unit_forget_bias_initial_bias/.*", "the initialisation's own test has it"),
            Map.entry("/expected/.*/clipped_torch_formula/.*", "for information: PyTorch adds 1e-6 to the norm"));

    private Leaves() {}

    /** The first number at each path, where paths that differ only in a number are one. */
    static Collection<JsonPointer> ofEachKind(JsonNode root) {
        Map<String, JsonPointer> first = new LinkedHashMap<>();
        collect(root.get("expected"), JsonPointer.compile("/expected"), first);
        return first.values();
    }

    static boolean isNotCompared(JsonPointer leaf) {
        return NOT_COMPARED.keySet().stream().anyMatch(leaf.toString()::matches);
    }

    /** Moves the number by 1 % or 0.01, whichever is more. */
    static void perturb(JsonNode root, JsonPointer leaf) {
        double value = root.at(leaf).doubleValue();
        double moved = value + 0.01 * Math.max(1, Math.abs(value));
        JsonNode parent = root.at(leaf.head());
        if (parent instanceof ArrayNode list) {
            list.set(leaf.last().getMatchingIndex(), list.numberNode(moved));
        } else if (parent instanceof ObjectNode object) {
            object.put(leaf.last().getMatchingProperty(), moved);
        }
    }

    private static void collect(JsonNode node, JsonPointer at, Map<String, JsonPointer> first) {
        if (node.isFloatingPointNumber() || node.isNumber() && at.toString().contains("/data/")) {
            first.putIfAbsent(at.toString().replaceAll("\\d+", "*"), at);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), at.appendIndex(i), first);
        }
        if (node.isObject()) {
            node.properties().forEach(e -> collect(e.getValue(), at.appendProperty(e.getKey()), first));
        }
    }
}
