package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs the oracle files of one folder; {@code index.json}, where there is one, says what each must hash to. */
final class Suite {

    private static final String INDEX = "index.json";

    private final Path folder;
    private final TreeMap<String, String> sha256ByFile = new TreeMap<>();

    Suite(Path folder) throws IOException {
        this.folder = folder;
        Path index = folder.resolve(INDEX);
        if (Files.exists(index)) {
            for (JsonNode entry : new ObjectMapper().readTree(index.toFile())) {
                sha256ByFile.put(
                        entry.path("file").asText(), entry.path("sha256").asText());
            }
        }
    }

    /** The files of the folder and those that the index promises, by name. */
    List<String> files() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            Stream<String> json =
                    found.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".json"));
            return Stream.concat(json, sha256ByFile.keySet().stream())
                    .filter(name -> !name.equals(INDEX))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    Verdict run(String file) {
        String name = file.replaceFirst("\\.json$", "");
        String caseName = "?";
        try {
            checkHash(file);
            Fixture fixture = Fixture.read(folder.resolve(file));
            caseName = fixture.caseName();
            if (Cases.SKIPPED.containsKey(caseName)) {
                return new Verdict(Verdict.Outcome.SKIP, name, caseName, Cases.SKIPPED.get(caseName));
            }
            return check(fixture);
        } catch (Unsupported reason) {
            return new Verdict(Verdict.Outcome.SKIP, name, caseName, reason.getMessage());
        } catch (IOException | RuntimeException | AssertionError failure) {
            String why = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
            return new Verdict(
                    Verdict.Outcome.FAIL,
                    name,
                    caseName,
                    why.lines().findFirst().orElse(""));
        }
    }

    private static Verdict check(Fixture fixture) {
        Case handler = Cases.SUPPORTED.get(fixture.caseName());
        if (handler == null) {
            throw new AssertionError("there is no such case");
        }
        Comparison comparison = Comparison.begin();
        handler.check(fixture, comparison);
        if (comparison.values() == 0) {
            throw new AssertionError("nothing was compared");
        }
        return new Verdict(Verdict.Outcome.PASS, fixture.name(), fixture.caseName(), comparison.toString());
    }

    private void checkHash(String file) throws IOException {
        if (!Files.exists(folder.resolve(file))) {
            throw new AssertionError("listed in " + INDEX + " but missing");
        }
        String expected = sha256ByFile.get(file);
        if (expected != null && !expected.equals(sha256(folder.resolve(file)))) {
            throw new AssertionError("its SHA-256 is not the one in " + INDEX + "; the file was changed");
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
