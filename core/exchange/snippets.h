// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job_context.h"
#include "core/data/regions/format.h"
#include "core/project/resources.h"

#include <filesystem>
#include <string>
#include <vector>

namespace legenda::exchange {

namespace regions = data::regions;

struct SnippetsReport {
    std::string format;
    std::int64_t images = 0, boxes = 0, texts = 0;            // of the file
    std::int64_t phrases = 0;                                 // words of sentences that are linked to regions
    std::int64_t newBoxes = 0, newTexts = 0, newPhrases = 0;  // of an import: that the project did not have
    std::int64_t import = 0;                                  // of an import: its id in the project
    std::vector<regions::Record> snippets;                    // of an inspection: one per region
    std::vector<regions::Problem> skipped;
    std::vector<std::string> losses;  // of an export: what the format cannot hold, in sentences
};

// What is in a file, without a project. format "": recognised by content.
base::Result<SnippetsReport> inspectSnippets(const std::filesystem::path& file, const std::string& format,
                                             const base::JobContext& context);
// Adds the regions of a file to a project: all of them or, where it fails or is cancelled, none. What the project has
// already is not added again. Memory does not grow with the number of regions.
base::Result<SnippetsReport> importSnippets(const std::filesystem::path& project, const std::filesystem::path& file,
                                            const std::string& format, const base::JobContext& context);
struct SnippetsTarget {
    std::filesystem::path file;  // or the folder that the format writes
    std::string format;          // empty: by the file's ending
    bool dryRun = false;         // reports what would be written and lost, and writes nothing
};
// Writes a project's regions, an image at a time; says first what the format cannot hold.
base::Result<SnippetsReport> exportSnippets(const std::filesystem::path& project, const SnippetsTarget& target,
                                            const base::JobContext& context);

// Copies the demo photographs to DIR/demo, imports them into DIR/demo.legenda, and adds the Entities phrases as regions
// with texts. Returns the project's folder. An existing demo project there is left as it is.
base::Result<std::filesystem::path> makeDemo(const project::Resources& resources,
                                             const std::filesystem::path& directory, const base::JobContext& context);

}  // namespace legenda::exchange
