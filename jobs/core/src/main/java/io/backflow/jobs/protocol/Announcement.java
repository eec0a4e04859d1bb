package io.backflow.jobs.protocol;

import java.util.List;

/**
 * What a published version says of itself, beside its values.
 *
 * @param id which version of which server
 * @param edition counts what this server has published; grows even where the version does not, as when a round closes
 *     in which nothing was learnt
 * @param answered the requests that this publication answers
 */
public record Announcement(VersionId id, long edition, List<Join> answered) {

    public Announcement {
        answered = List.copyOf(answered);
    }
}
