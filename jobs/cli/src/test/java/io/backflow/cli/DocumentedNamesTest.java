package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.Ending;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.Unlabelled;
import io.backflow.jobs.sequence.Verdict;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages name classes, metrics and configuration keys that exist. Keys are those of {@code docs/configuration.md},
 * which is generated from the code that reads them; metrics are those that operators register.
 */
class DocumentedNamesTest {

    /** Names in code font that are other projects': layers of Keras, an operator of ONNX, a number of YAML. */
    private static final Set<String> FOREIGN_CLASSES = Set.of(
            "Concat",
            "Concatenate",
            "Dense",
            "Gather",
            "MatMul",
            "Slice",
            "SimpleRNN",
            "Infinity",
            "NaN",
            "DateTimeFormatter",
            // Flink's marks of failures
            "NonRecoverableError",
            "SuppressRestartsException",
            // resources of Kubernetes' operators
            "FlinkDeployment",
            "KafkaTopic",
            "KafkaUser",
            "PodMonitor",
            // operations of Kafka's access control
            "Create",
            "Describe",
            "DescribeConfigs",
            "Read",
            "Write");

    /** Flink's own metrics. */
    private static final Set<String> FOREIGN_METRICS = Set.of("numRecordsIn", "currentInputWatermark");

    /** Functions of OpenBLAS, attributes of ONNX and Keras. */
    private static final Set<String> FOREIGN_WORDS = Set.of(
            "cblas_sgemm",
            "sgemm_small_matrix_permit",
            "linear_before_reset",
            "recurrent_activation",
            "monitor",
            "restore_best_weights");

    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern CLASS =
            Pattern.compile("(?:io\\.backflow\\.[a-z.]*)?([A-Z]\\w*[a-z]\\w*)(?:[.#(].*)?");
    private static final Pattern METRIC = Pattern.compile("(?:.*[._])?((?:num|current)[A-Z]\\w*|[a-z]+TimeNanos)");
    private static final Pattern REGISTERED = Pattern.compile("\\.(?:counter|gauge|histogram)\\(\\s*\"(\\w+)\"(.*)");
    private static final Pattern KEY_ROW = Pattern.compile("(?m)^\\| `([a-z0-9_.\\[\\]]+)` \\|");
    private static final Pattern VARIANT = Pattern.compile("(?m)^### `([a-z0-9_.\\[\\]]+\\.type): ");
    private static final Pattern DOTTED_KEY = Pattern.compile("([a-z_]+(?:(?:\\[])?\\.[a-z0-9_]+)+)(?:: .*)?");
    private static final Pattern FLOW_KEY = Pattern.compile("(?:^|[{,] ?)([a-z0-9_]+): ");
    private static final Pattern SNAKE_WORD = Pattern.compile("[a-z]+(?:_[a-z0-9]+)+");
    private static final Pattern FIELD = Pattern.compile("\"name\": \"(\\w+)\"");
    private static final List<String> FREE = List.of("kafka.properties.", "flink.");

    @Test
    void everyClassThatThePagesNameExists() {
        TreeMap<String, Path> named = named(CLASS);
        assertThat(named).as("names of classes on the pages").hasSizeGreaterThan(50);

        named.keySet().removeAll(classes());
        named.keySet().removeAll(FOREIGN_CLASSES);

        assertThat(named)
                .as("classes that pages name and that do not exist; other projects' belong in FOREIGN_CLASSES")
                .isEmpty();
    }

    @Test
    void everyMetricThatThePagesNameIsRegistered() {
        TreeMap<String, Path> named = named(METRIC);
        assertThat(named).as("names of metrics on the pages").hasSizeGreaterThan(15);

        named.keySet().removeAll(metrics());
        named.keySet().removeAll(FOREIGN_METRICS);
        named.keySet().removeAll(Set.of("numXxx", "currentXxx"));

        assertThat(named)
                .as("metrics that pages name and that no operator registers")
                .isEmpty();
    }

    @Test
    void everyMetricStandsOnceInTheTableOfItsOperator() {
        Set<String> listed = new HashSet<>();
        Set<String> twice = new TreeSet<>();
        for (String operator : Documents.read(page("metrics.md")).split("(?m)^## ")) {
            Set<String> own = new HashSet<>();
            Matcher row = Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(operator);
            while (row.find()) {
                if (!own.add(row.group(1))) {
                    twice.add(row.group(1));
                }
            }
            listed.addAll(own);
        }

        assertThat(twice)
                .as("metrics that docs/metrics.md lists twice for one operator")
                .isEmpty();
        assertThat(listed).as("metrics in the tables of docs/metrics.md").isEqualTo(metrics());
    }

    @Test
    void everyKeyThatThePagesNameExists() {
        Set<String> keys = keys();
        Set<String> words = words(keys);
        TreeMap<String, Path> unknown = new TreeMap<>();
        int named = 0;
        for (Path page : Documents.pages()) {
            for (String code : codeOf(page)) {
                for (String key : keysIn(code, keys)) {
                    named++;
                    if (!known(key, keys, words)) {
                        unknown.put(key + " in " + code, page);
                    }
                }
            }
        }

        assertThat(named).as("keys that pages name").isGreaterThan(150);
        assertThat(unknown)
                .as("configuration keys, values and record fields that pages name and that do not exist")
                .isEmpty();
    }

    /** Whole paths below a section, keys of a flow mapping, and words that only keys and fields are spelled like. */
    private static List<String> keysIn(String code, Set<String> keys) {
        Matcher dotted = DOTTED_KEY.matcher(code);
        if (dotted.matches()) {
            String section = dotted.group(1).split("[.\\[]")[0];
            boolean file = dotted.group(1).endsWith(".yaml");
            return !file && keys.stream().anyMatch(key -> key.startsWith(section + "."))
                    ? List.of(dotted.group(1))
                    : List.of();
        }
        if (SNAKE_WORD.matcher(code).matches()) {
            return List.of(code);
        }
        boolean mapping = code.startsWith("{") || code.matches("[a-z0-9_]+: [^ ]+( \\|.*)?|[a-z0-9_]+: \\{.*");
        return mapping
                ? FLOW_KEY.matcher(code).results().map(key -> key.group(1)).toList()
                : List.of();
    }

    private static boolean known(String key, Set<String> keys, Set<String> words) {
        if (!key.contains(".")) {
            return words.contains(key) || FOREIGN_WORDS.contains(key);
        }
        return FREE.stream().anyMatch(key::startsWith)
                || keys.stream().anyMatch(k -> k.equals(key) || k.startsWith(key + ".") || k.startsWith(key + "["));
    }

    private static Set<String> keys() {
        String page = Documents.read(page("configuration.md"));
        Set<String> keys = Stream.of(KEY_ROW, VARIANT)
                .flatMap(pattern -> pattern.matcher(page).results())
                .map(key -> key.group(1))
                .collect(Collectors.toSet());
        assertThat(keys).contains("sync.staleness", "model.layers[].units", "horizon.type");
        return keys;
    }

    /** Last parts of keys, values of keys, fields of records, and what the code says in capitals or in quotes. */
    private static Set<String> words(Set<String> keys) {
        Set<String> words = keys.stream()
                .flatMap(key -> Stream.of(key.split("[.\\[\\]]+")))
                .collect(Collectors.toCollection(HashSet::new));
        words.addAll(codeOf(page("configuration.md")));
        Pattern quotedOrConstant = Pattern.compile("\"([a-z]+(?:_[a-z]+)+)\"|\\b([A-Z]+(?:_[A-Z]+)+)\\b");
        for (Path source : Documents.mainSources()) {
            String text = Documents.read(source);
            Pattern pattern = source.toString().endsWith(".avsc") ? FIELD : quotedOrConstant;
            pattern.matcher(text).results().forEach(word -> {
                String found = word.group(1) == null ? word.group(2) : word.group(1);
                words.add(found.toLowerCase(Locale.ROOT));
            });
        }
        return words;
    }

    /** By the variable with which a name is registered, what it ends with. */
    private static final Map<String, List<Enum<?>>> ENDS = Map.of(
            "verdict", List.of(Verdict.values()),
            "reason", List.of(Ending.values()),
            "fate", List.of(LabelVerdict.values()),
            "cause", List.of(Unlabelled.values()));

    /** Names that operators register; some end with the verdict on a step, or the reason of a state's end. */
    private static Set<String> metrics() {
        Set<String> metrics = new HashSet<>();
        for (Path source : Documents.mainSources()) {
            Matcher registered = REGISTERED.matcher(Documents.read(source));
            while (registered.find()) {
                String name = registered.group(1);
                List<Enum<?>> ends = ENDS.entrySet().stream()
                        .filter(end -> registered.group(2).contains("camelCase(" + end.getKey() + ")"))
                        .findFirst()
                        .map(Map.Entry::getValue)
                        .orElse(List.of());
                if (ends.isEmpty()) {
                    metrics.add(name);
                }
                ends.forEach(end -> metrics.add(name + camelCase(end)));
            }
        }
        assertThat(metrics)
                .contains("numStepsTrained", "numStepsAfterEnd", "numStatesResetTimeToLive", "mergeTimeNanos");
        return metrics;
    }

    private static String camelCase(Enum<?> constant) {
        return Stream.of(constant.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** Classes by their sources, and records by their schemas, from which their classes are generated. */
    private static Set<String> classes() {
        Pattern source = Pattern.compile("(\\w+)\\.(java|avsc)");
        Set<String> classes = Stream.of("schemas", "model", "jobs", "deploy")
                .flatMap(module -> Documents.files(module, file -> file.contains("/src/")).stream())
                .map(path -> source.matcher(path.getFileName().toString()))
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
        assertThat(classes).contains("Timestep", "TrainingPipeline", "ModelSpec");
        return classes;
    }

    private static TreeMap<String, Path> named(Pattern name) {
        TreeMap<String, Path> named = new TreeMap<>();
        for (Path page : Documents.pages()) {
            for (String code : codeOf(page)) {
                Matcher matcher = name.matcher(code);
                if (matcher.matches()) {
                    named.put(matcher.group(1), page);
                }
            }
        }
        return named;
    }

    private static List<String> codeOf(Path page) {
        return CODE.matcher(Documents.prose(page))
                .results()
                .map(code -> code.group(1))
                .toList();
    }

    private static Path page(String name) {
        return Documents.project().resolve("docs").resolve(name);
    }
}
