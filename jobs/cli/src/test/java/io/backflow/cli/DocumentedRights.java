package io.backflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights on the page docs/security.md: once as commands, once as a table. */
final class DocumentedRights {

    private static final Pattern COMMAND = Pattern.compile("(?m)^kafka-acls\\.sh --bootstrap-server \\S+ --add (.*)$");
    private static final Pattern OPTION = Pattern.compile("--([a-z-]+) (\\S+)");
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| `(\\w+)` \\| (topic|group|transactional-id) \\| ([^|]+) \\| ([^|]+) \\| [^|]*\\|$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final String page = Documents.read(Documents.project().resolve("docs/security.md"));

    /** Those of the commands. */
    List<AclBinding> bindings() {
        List<AclBinding> bindings = new ArrayList<>();
        COMMAND.matcher(page).results().forEach(command -> addAll(command.group(1), bindings));
        return bindings;
    }

    /** Those of the commands, as texts. */
    Set<String> ofCommands() {
        return bindings().stream()
                .map(binding -> text(
                        binding.entry().principal().replace("User:", ""),
                        binding.pattern().resourceType(),
                        binding.pattern().name(),
                        binding.entry().operation()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of the table, as texts. */
    Set<String> ofTable() {
        Set<String> rights = new TreeSet<>();
        ROW.matcher(page).results().forEach(row -> {
            for (String name : codes(row.group(3))) {
                for (String operation : codes(row.group(4))) {
                    rights.add(text(row.group(1), type(row.group(2)), name, operation(operation)));
                }
            }
        });
        return rights;
    }

    private static void addAll(String options, List<AclBinding> bindings) {
        String user = values(options, "allow-principal").get(0);
        for (String type : List.of("topic", "group", "transactional-id")) {
            for (String name : values(options, type)) {
                for (String operation : values(options, "operation")) {
                    bindings.add(new AclBinding(
                            new ResourcePattern(type(type), name, PatternType.LITERAL),
                            new AccessControlEntry(user, "*", operation(operation), AclPermissionType.ALLOW)));
                }
            }
        }
    }

    private static List<String> values(String options, String name) {
        Matcher option = OPTION.matcher(options);
        return option.results()
                .filter(found -> found.group(1).equals(name))
                .map(found -> found.group(2))
                .toList();
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult code) -> code.group(1))
                .toList();
    }

    private static ResourceType type(String name) {
        return ResourceType.fromString(name.replace('-', '_'));
    }

    private static AclOperation operation(String name) {
        AclOperation operation = AclOperation.fromString(name.replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
        if (operation == AclOperation.UNKNOWN) {
            throw new AssertionError("docs/security.md names the operation " + name + ", which Kafka does not know");
        }
        return operation;
    }

    private static String text(String user, ResourceType type, String name, AclOperation operation) {
        return user + " " + type + " " + name + " " + operation;
    }
}
