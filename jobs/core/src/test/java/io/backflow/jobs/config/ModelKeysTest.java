package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModelKeysTest {

    /** The update rules and schedules have defaults of their own; the configuration must not have others. */
    @Test
    void presetsAreTheModelsOwnDefaults() throws Exception {
        ObjectMapper plain = new ObjectMapper();
        List<String> compared = new ArrayList<>();
        for (Class<?> family : List.of(Optimizer.class, Schedule.class)) {
            for (Map.Entry<String, Class<?>> variant : Variants.of(family).entrySet()) {
                ObjectNode given = plain.createObjectNode().put("type", variant.getKey());
                for (Setting setting : Settings.of(variant.getValue())) {
                    if (setting.required()) {
                        given.put(setting.name(), 1);
                    }
                }
                Object own = plain.treeToValue(given, family);
                Object ours = ConfigMapper.bind(given.deepCopy(), variant.getValue(), "x");
                assertThat(ours).isEqualTo(own);
                compared.add(variant.getKey());
            }
        }
        assertThat(compared).contains("sgd", "adam", "constant", "cosine");
    }
}
