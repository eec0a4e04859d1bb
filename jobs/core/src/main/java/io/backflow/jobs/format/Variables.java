package io.backflow.jobs.format;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that name a variable of the environment, {@code ${env:NAME}}, as Kafka's clients write it. */
final class Variables {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]+)}");

    private Variables() {}

    /** {@code value}, in which each variable is replaced by what it is on this machine. */
    static String resolve(String key, String value) {
        return VARIABLE.matcher(value).replaceAll(found -> {
            String content = System.getenv(found.group(1));
            if (content == null) {
                throw new RegistryException(key + " names the variable " + found.group(1)
                        + ", but this process has none of that name; set it where the job is submitted and"
                        + " where its tasks run");
            }
            return Matcher.quoteReplacement(content);
        });
    }
}
