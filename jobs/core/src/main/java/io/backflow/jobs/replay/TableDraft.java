package io.backflow.jobs.replay;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.infer.DraftedTable;
import io.backflow.jobs.infer.TopicPlace;
import io.backflow.jobs.infer.Wanted;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What a file's columns are, where no configuration says so. */
public final class TableDraft {

    private static final int ROWS = 2000;

    private TableDraft() {}

    /**
     * A configuration of a job for the topic that {@code file} becomes as JSON, from the file's first rows.
     *
     * @param wanted what the user says
     * @throws io.backflow.jobs.infer.InferenceException where these say too little
     */
    public static JobConfig of(TableFile file, Wanted wanted, TopicPlace place) throws IOException {
        List<String[]> rows = file.first(ROWS);
        JsonRows json = new JsonRows(file.parts(), Set.copyOf(wanted.sequence()));
        return DraftedTable.of(rows, json::encode, file.stem(), wanted, place);
    }
}
