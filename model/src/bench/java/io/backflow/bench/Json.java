package io.backflow.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** The result for programs; an engine without the cell has a rate of null. */
final class Json {

    private Json() {}

    static void write(Result result, Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("sgemm_gflops", result.sgemmGflops());
        root.put("seed", Worker.SEED);
        Machine m = result.machine();
        root.putObject("machine")
                .put("cpu", m.cpu())
                .put("cores", m.cores())
                .put("system", m.system())
                .put("java", m.java())
                .put("load", m.load());
        ObjectNode versions = root.putObject("versions");
        result.versions().forEach((contender, list) -> list.forEach(versions.putArray(contender.label())::add));
        var rows = root.putArray("rows");
        result.rows().forEach(row -> describe(row, rows.addObject()));
        mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    }

    private static void describe(Row row, ObjectNode node) {
        Workload w = row.workload();
        node.put("cell", w.cell().label())
                .put("B", w.batch())
                .put("T", w.time())
                .put("I", w.input())
                .put("H", w.hidden())
                .put("L", w.layers());
        ObjectNode rates = node.putObject("steps_per_s");
        for (Contender contender : Contender.values()) {
            row.rate(contender)
                    .ifPresentOrElse(
                            rate -> rates.put(contender.label(), rate), () -> rates.putNull(contender.label()));
        }
        node.put("sgemm_gflops", row.sgemmGflops())
                .put("share_of_sgemm", row.shareOfSgemm())
                .put("cpu_share", row.cpu());
    }
}
