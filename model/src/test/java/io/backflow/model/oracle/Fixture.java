package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One oracle file. Whatever a case asks for and the file does not have is a failure of the file, never a skip.
 *
 * @param name the file's name without its ending
 * @param root the whole document
 */
record Fixture(String name, JsonNode root) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Fixture read(Path file) throws IOException {
        String name = file.getFileName().toString().replaceFirst("\\.json$", "");
        Fixture fixture = new Fixture(name, JSON.readTree(Files.readAllBytes(file)));
        fixture.node("config.case");
        if (fixture.node("expected").isEmpty()) {
            throw new AssertionError("the file expects nothing");
        }
        return fixture;
    }

    /** One of the project's own files. */
    static Fixture read(String file) {
        try {
            return read(OracleTest.OWN.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode config() {
        return node("config");
    }

    int config(String key) {
        return integer("config." + key);
    }

    JsonNode parameters() {
        return node("parameters");
    }

    JsonNode expected() {
        return node("expected");
    }

    boolean hasInput(String key) {
        return has("inputs." + key);
    }

    Tensor input(String key) {
        return tensor("inputs." + key);
    }

    String caseName() {
        return text("config.case");
    }

    boolean isFloat32() {
        return root.path("oracle").asText().contains("float32");
    }

    /** The node at a path of object keys, separated by slashes or, where no key holds one, dots. */
    JsonNode node(String path) {
        JsonNode node = root;
        for (String key : path.split(path.contains("/") ? "/" : "\\.")) {
            node = node.path(key);
        }
        if (node.isMissingNode() || node.isNull()) {
            throw new AssertionError("the file has no " + path);
        }
        return node;
    }

    boolean has(String path) {
        JsonNode node = root;
        for (String key : path.split(path.contains("/") ? "/" : "\\.")) {
            node = node.path(key);
        }
        return !node.isMissingNode();
    }

    String text(String path) {
        JsonNode node = node(path);
        if (!node.isTextual()) {
            throw new AssertionError(path + " is " + node + "; it must be a text");
        }
        return node.textValue();
    }

    int integer(String path) {
        JsonNode node = node(path);
        if (!node.isInt()) {
            throw new AssertionError(path + " is " + node + "; it must be a whole number");
        }
        return node.intValue();
    }

    double number(String path) {
        return Tensor.number(node(path), path);
    }

    Tensor tensor(String path) {
        return Tensor.of(node(path), path);
    }

    /** Each entry of a list as a fixture of its own, so that paths start at it. */
    List<Fixture> list(String path) {
        JsonNode node = node(path);
        if (!node.isArray() || node.isEmpty()) {
            throw new AssertionError(path + " must be a list with entries");
        }
        List<Fixture> entries = new ArrayList<>();
        node.forEach(entry -> entries.add(new Fixture(name, entry)));
        return entries;
    }
}
