package io.backflow.model.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SuiteTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    static Stream<String> passing() throws IOException {
        Suite own = new Suite(OracleTest.OWN);
        return own.files().stream().filter(file -> own.run(file).outcome() == Verdict.Outcome.PASS);
    }

    /** 1 % is above every tolerance and below any mistake that is worth a name. */
    @ParameterizedTest
    @MethodSource("passing")
    void eachKindOfExpectedValueIsCompared(String file) throws IOException {
        List<String> uncaught = new ArrayList<>();
        for (JsonPointer leaf : Leaves.ofEachKind(tree(file))) {
            String line = verdictOf(file, root -> Leaves.perturb(root, leaf));
            if (line.startsWith("PASS") && !Leaves.isNotCompared(leaf)) {
                uncaught.add(leaf + ": " + line);
            }
        }
        assertThat(uncaught).isEmpty();
    }

    @Test
    void aTruncatedFileFails() throws IOException {
        String whole = Files.readString(OracleTest.OWN.resolve("06_optimizers.json"));
        Files.writeString(folder.resolve("cut.json"), whole.substring(0, whole.length() / 2));
        assertThat(new Suite(folder).run("cut.json").outcome()).isEqualTo(Verdict.Outcome.FAIL);
    }

    @Test
    void aTensorWhoseShapeLiesFails() throws IOException {
        String line = verdictOf("06_optimizers.json", root -> ((ArrayNode) root.at("/inputs/gradients/shape"))
                .set(0, JSON.getNodeFactory().numberNode(1_000)));
        assertThat(line).startsWith("FAIL").contains("inputs.gradients");
    }

    @Test
    void aFileWithoutExpectationsFails() throws IOException {
        assertThat(verdictOf("06_optimizers.json", root -> root.remove("expected")))
                .startsWith("FAIL")
                .contains("no expected");
    }

    @Test
    void anUnknownCaseFails() throws IOException {
        assertThat(verdictOf("06_optimizers.json", root -> ((ObjectNode) root.get("config")).put("case", "optimisers")))
                .startsWith("FAIL")
                .contains("no such case");
    }

    @Test
    void aFileThatDiffersFromTheIndexFailsEvenIfItsCaseIsSkipped() throws IOException {
        Files.writeString(folder.resolve("a.json"), "{\"config\":{\"case\":\"rtrl\"},\"expected\":{\"loss\":1}}");
        Files.writeString(folder.resolve("index.json"), "[{\"file\":\"a.json\",\"sha256\":\"00\"}]");
        assertThat(new Suite(folder).run("a.json").line()).startsWith("FAIL").contains("SHA-256");
    }

    @Test
    void aFileThatOnlyTheIndexKnowsFails() throws IOException {
        Files.writeString(folder.resolve("index.json"), "[{\"file\":\"gone.json\",\"sha256\":\"00\"}]");
        Suite suite = new Suite(folder);
        assertThat(suite.files()).containsExactly("gone.json");
        assertThat(suite.run("gone.json").line()).startsWith("FAIL").contains("missing");
    }

    private String verdictOf(String file, Consumer<ObjectNode> change) throws IOException {
        ObjectNode root = tree(file);
        change.accept(root);
        JSON.writeValue(folder.resolve(file).toFile(), root);
        return new Suite(folder).run(file).line();
    }

    private static ObjectNode tree(String file) throws IOException {
        return (ObjectNode) JSON.readTree(OracleTest.OWN.resolve(file).toFile());
    }
}
