package io.backflow.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The instructions of a Dockerfile.
 *
 * @param instructions each on one line, without comments
 */
record Dockerfile(List<String> instructions) {

    private static final Pattern SECRET = Pattern.compile("ENV .*(SECRET|PASSWORD|TOKEN|ACCESS_KEY).*");
    private static final Pattern FETCH = Pattern.compile("RUN .*\\b(curl|wget|git)\\b.*");

    static Dockerfile parse(String text) {
        List<String> lines = text.replaceAll("(?m)^#.*\\n", "")
                .replaceAll("\\s*\\\\\\n\\s*", " ")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return new Dockerfile(lines);
    }

    /** The base of each stage is a version of its own, of the Flink that the build has; no stage ends as root. */
    void checkBases(String flink, List<String> problems) {
        String user = "root";
        for (String line : instructions) {
            if (line.startsWith("FROM ")) {
                checkBase(line.split(" ")[1], flink, problems);
            }
            user = line.startsWith("USER ") ? line.split(" ")[1] : user;
        }
        if (user.equals("root") || user.equals("0")) {
            problems.add("the last user is " + user);
        }
    }

    private static void checkBase(String image, String flink, List<String> problems) {
        if (!image.contains(":") || image.endsWith(":latest")) {
            problems.add("FROM " + image + " has no version");
        } else if (image.startsWith("flink:") && !image.startsWith("flink:" + flink + "-")) {
            problems.add("FROM " + image + " is not Flink " + flink);
        }
    }

    /** Sources of all copies, as patterns from the project's folder. */
    List<String> sources() {
        List<String> sources = new ArrayList<>();
        for (String line : instructions) {
            if (line.startsWith("COPY ")) {
                List<String> words = words(line);
                sources.addAll(words.subList(0, words.size() - 1));
            }
        }
        return sources;
    }

    private static List<String> words(String copy) {
        return Arrays.stream(copy.split(" "))
                .skip(1)
                .filter(word -> !word.startsWith("--"))
                .toList();
    }

    /** What is copied is let through, and goes to a place that does not depend on the working directory. */
    void checkCopies(List<String> open, List<String> problems) {
        for (String source : sources()) {
            if (source.startsWith("..") || source.startsWith("/")) {
                problems.add(source + " is outside the project");
            } else if (open.stream().noneMatch(source::startsWith)) {
                problems.add(source + " is not let through by .dockerignore");
            }
        }
        for (String line : instructions) {
            if (line.startsWith("COPY ")) {
                String target = words(line).get(words(line).size() - 1);
                if (!target.startsWith("/")) {
                    problems.add(target + " is no absolute path");
                }
            }
        }
    }

    /** Nothing is installed or fetched, no secret is kept, and what is run has its arguments as a list. */
    void checkCommands(List<String> problems) {
        for (String line : instructions) {
            if (line.startsWith("ADD ")) {
                problems.add(line + ": use COPY");
            } else if (line.startsWith("RUN ") && line.contains("sudo")) {
                problems.add(line + ": no sudo");
            } else if (line.startsWith("RUN ") && line.contains("apt")) {
                problems.add(line + ": packages are the base image's");
            } else if (FETCH.matcher(line).matches()) {
                problems.add(line + ": nothing is fetched");
            } else if (SECRET.matcher(line.toUpperCase(Locale.ROOT)).matches()) {
                problems.add(line + ": secrets come when it starts");
            } else if (line.matches("(CMD|ENTRYPOINT) [^\\[].*")) {
                problems.add(line + ": arguments are a list");
            }
        }
    }
}
