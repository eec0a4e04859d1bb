package io.backflow.jobs.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * YAML text to a tree; a key that stands twice in one mapping is refused, and so is an alias. As in YAML 1.2,
 * {@code yes}, {@code no}, {@code on} and {@code off} are words: they may be names of categories.
 */
final class Yaml {

    private static final ObjectMapper MAPPER = new ObjectMapper(YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

    private static final Pattern INDENTED_BY_TAB = Pattern.compile(" *\t");

    private Yaml() {}

    static JsonNode tree(String text) {
        try {
            refuseAliases(text);
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            refuseTabs(text);
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new ConfigException(
                    "the configuration is not valid YAML" + where + ": " + firstLine(e.getOriginalMessage())
                            + remedy(e.getOriginalMessage())); // no cause: it quotes the lines around
        }
    }

    /** Jackson takes an alias for its own name, and so a password that begins with a star for the rest of it. */
    private static void refuseAliases(String text) throws JsonProcessingException {
        try (YAMLParser tokens = (YAMLParser) MAPPER.createParser(text)) {
            while (tokens.nextToken() != null) {
                if (tokens.isCurrentAlias()) {
                    throw new ConfigException("the configuration has an alias (*) at line "
                            + tokens.currentTokenLocation().getLineNr()
                            + "; write out what it stands for, or put a value that begins with * in quotes");
                }
            }
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // text in memory can be read
        }
    }

    /** A tab is the usual reason, of which the parser speaks at the end of the line before. */
    private static void refuseTabs(String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (INDENTED_BY_TAB.matcher(lines.get(i)).lookingAt()) {
                throw new ConfigException("the configuration is not valid YAML at line " + (i + 1)
                        + ": it is indented by a tab; indent it by spaces");
            }
        }
    }

    /** Jackson does not read YAML's own word for infinity. */
    private static String remedy(String message) {
        return message.toLowerCase(Locale.ROOT).contains(".inf'")
                ? "; write Infinity where a bound may be without limit"
                : "; correct that line";
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }
}
