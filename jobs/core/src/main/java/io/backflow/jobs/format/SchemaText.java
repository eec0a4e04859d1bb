package io.backflow.jobs.format;

import java.util.List;

/**
 * A schema as a registry has it.
 *
 * @param text the schema
 * @param references where the types are that the text names and does not define; an address each
 */
record SchemaText(String text, List<String> references) {

    SchemaText {
        references = List.copyOf(references);
    }
}
