// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/picture_cache.h"

#include <QByteArray>
#include <QString>

namespace legenda::ui {

// Thumbnails on disk, one JPEG with a checksum per file, named by the hash of the photograph's path, size, time of
// change and the side asked for. Files appear whole or not at all; a damaged one is ignored and written anew. Above
// `mostBytes` the least recently used are removed. In an unwritable folder nothing is cached. One thread.
class ThumbnailCache : public session::PictureCache {
 public:
    static constexpr qint64 kMostBytes = 400LL << 20;
    explicit ThumbnailCache(QString folder = defaultFolder(), qint64 mostBytes = kMostBytes);

    static QString defaultFolder();  // below the user's cache folder
    static QString folderIn(const QString& cache);
    // Bytes of the files in such a folder; and without them. Any thread, also beside a cache on it.
    static qint64 sizeOf(const QString& folder);
    static void clear(const QString& folder);

    std::optional<base::Picture> find(const std::filesystem::path& file, int maxSide) override;
    void keep(const std::filesystem::path& file, int maxSide, const base::Picture& picture) override;

 private:
    QString nameOf(const std::filesystem::path& file, int maxSide) const;  // empty: the photograph does not exist
    void trim();

    QString folder_;
    qint64 mostBytes_;
    qint64 bytes_ = -1;  // in the folder; -1: not counted yet
};

}  // namespace legenda::ui
