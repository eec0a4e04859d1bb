package io.backflow.deploy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rights that {@code docs/security.md} gives with {@code kafka-acls.sh}, in the words of Strimzi. */
final class DocumentedAcls {

    private static final Pattern COMMAND = Pattern.compile("(?m)^kafka-acls\\.sh .* --add (.*)$");

    private DocumentedAcls() {}

    /**
     * Each right as a text.
     *
     * @param run in place of the page's {@code storms}
     * @param group in place of the page's {@code backflow}
     */
    static Set<String> of(String page, String run, String group) {
        Set<String> rights = new TreeSet<>();
        Matcher command = COMMAND.matcher(page);
        while (command.find()) {
            String options = command.group(1);
            String user = values(options, "allow-principal").get(0).replace("User:", "");
            for (String operation : values(options, "operation")) {
                values(options, "topic").forEach(name -> rights.add(text(user, "topic", name, operation)));
                values(options, "group")
                        .forEach(name ->
                                rights.add(text(user, "group", name.replaceFirst("^backflow", group), operation)));
                values(options, "transactional-id")
                        .forEach(name -> rights.add(
                                text(user, "transactionalId", name.replaceFirst("storms$", run), operation)));
            }
        }
        return rights;
    }

    static String text(String user, String type, String name, String operation) {
        return user + " " + operation + " " + type + " " + name;
    }

    private static List<String> values(String options, String name) {
        return Pattern.compile("--" + name + " (\\S+)")
                .matcher(options)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
