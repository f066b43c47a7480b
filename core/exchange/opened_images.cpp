// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/opened_images.h"

#include "core/data/sentence_files.h"
#include "core/exchange/import.h"
#include "core/image/decode.h"
#include "core/project/project_info.h"
#include "core/store/project_store.h"

#include <fmt/format.h>

namespace legenda::exchange {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

// The number of files that the import will look at, from which progress and remaining time are computed.
std::int64_t filesBelow(const fs::path& folder, const base::JobContext& context) {
    std::int64_t count = 0;
    std::error_code failure;
    for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, failure), end;
         !failure && at != end && !context.stopped(); at.increment(failure)) {
        std::error_code ignored;
        count += at->is_regular_file(ignored);
    }
    return count;
}

base::Result<ImportReport> importFolder(const fs::path& folder, const fs::path& project,
                                        const base::JobContext& context) {
    ImportOptions options;
    options.project = project;
    options.format = "folder";
    options.root = folder;
    context.report({"looking through " + folder.filename().string(), 0, 0, {}});
    base::JobContext counting = context;
    counting.progress = [&context, total = filesBelow(folder, context)](base::Progress report) {
        if (report.total == 0 && report.done > 0) report.total = std::max(total, report.done);
        context.report(report);
    };
    if (context.stopped()) return base::JobContext::cancelled();
    return runImport(options, counting);
}

base::Result<ImportReport> addPicture(const fs::path& file, const fs::path& project) {
    LEGENDA_TRY(picture, image::decode(file));
    LEGENDA_TRY(store, store::ProjectStore::create(project));
    LEGENDA_TRY(before, store->captionsOfSplit(""));
    ImportReport report;
    report.format = "folder";
    store::NewImage image;
    image.path = file.filename().string();
    image.width = picture->fullWidth;
    image.height = picture->fullHeight;
    image.captions = data::sentencesBeside(file, report.problems);
    report.images = report.splits.none = 1;
    report.captions = static_cast<std::int64_t>(image.captions.size());
    LEGENDA_TRY(added, store->addImages(file.parent_path(), "folder", {image}));
    LEGENDA_TRY(after, store->captionsOfSplit(""));
    report.newImages = *added;
    report.newCaptions = static_cast<std::int64_t>(after->size() - before->size());
    return report;
}

base::Status rememberOpened(const fs::path& opened, const fs::path& project) {
    LEGENDA_TRY(store, store::ProjectStore::open(project));
    LEGENDA_TRY(known, store->info(project::kOpenedImages));
    return *known == opened.string() ? base::Status() : store->setInfo(project::kOpenedImages, opened.string());
}

}  // namespace

base::Result<OpenedImages> projectOfImages(const fs::path& imageOrFolder, const fs::path& projectsFolder,
                                           const base::JobContext& context) {
    std::error_code failure;
    const fs::path whole = fs::canonical(imageOrFolder, failure);
    if (failure)
        return base::fail(ErrorCode::Io,
                          fmt::format("{} cannot be opened: {}.", imageOrFolder.string(), failure.message()));
    const fs::path project = projectsFolder / project::folderNameOfImages(whole);
    LEGENDA_TRY(report,
                fs::is_directory(whole, failure) ? importFolder(whole, project, context) : addPicture(whole, project));
    LEGENDA_TRY(named, rememberOpened(whole, project));
    return OpenedImages{project, std::move(*report)};
}

}  // namespace legenda::exchange
