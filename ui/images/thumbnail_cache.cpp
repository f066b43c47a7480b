// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/thumbnail_cache.h"

#include "ui/bridge/convert.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QDataStream>
#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryFile>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace legenda::ui {

namespace {

constexpr char kMagic[] = "LEGTHUM1";
constexpr int kJpegQuality = 88;
constexpr qint64 kUsedAgain = 24 * 3600;  // seconds after which a use updates the file's time

QByteArray checksum(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha1);
}

}  // namespace

ThumbnailCache::ThumbnailCache(QString folder, qint64 mostBytes) : folder_(std::move(folder)), mostBytes_(mostBytes) {}

QString ThumbnailCache::defaultFolder() {
    return folderIn(QStandardPaths::writableLocation(QStandardPaths::CacheLocation));
}

QString ThumbnailCache::folderIn(const QString& cache) {
    return QDir(cache).filePath(QStringLiteral("thumbnails"));
}

qint64 ThumbnailCache::sizeOf(const QString& folder) {
    qint64 bytes = 0;
    for (QDirIterator all(folder, QDir::Files, QDirIterator::Subdirectories); all.hasNext();) {
        all.next();
        bytes += all.fileInfo().size();
    }
    return bytes;
}

// Only what has the form of the cache's own files: two and 38 digits of a hash.
void ThumbnailCache::clear(const QString& folder) {
    static const QRegularExpression own(QStringLiteral("/[0-9a-f]{2}/[0-9a-f]{38}$"));
    QStringList files;
    for (QDirIterator all(folder, QDir::Files, QDirIterator::Subdirectories); all.hasNext();) files << all.next();
    for (const QString& file : std::as_const(files))
        if (own.match(file).hasMatch()) QFile::remove(file);
}

QString ThumbnailCache::nameOf(const std::filesystem::path& file, int maxSide) const {
    const QFileInfo info(QString::fromStdU16String(file.u16string()));
    if (!info.isFile()) return {};
    const QString key = QStringLiteral("%1\n%2\n%3\n%4")
                            .arg(info.absoluteFilePath())
                            .arg(info.size())
                            .arg(info.lastModified().toMSecsSinceEpoch())
                            .arg(maxSide);
    const QString hash =
        QString::fromLatin1(QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256).toHex().left(40));
    return QStringLiteral("%1/%2/%3").arg(folder_, hash.left(2), hash.mid(2));
}

std::optional<base::Picture> ThumbnailCache::find(const std::filesystem::path& file, int maxSide) {
    const QString name = nameOf(file, maxSide);
    QFile kept(name);
    if (name.isEmpty() || !kept.open(QIODevice::ReadOnly)) return {};
    QDataStream in(&kept);
    QByteArray magic, sum, jpeg;
    qint32 fullWidth = 0, fullHeight = 0;
    in >> magic >> sum >> fullWidth >> fullHeight >> jpeg;
    if (in.status() != QDataStream::Ok || magic != kMagic || sum != checksum(jpeg)) return {};
    QImage image = QImage::fromData(jpeg, "JPEG");
    if (image.isNull()) return {};
    const QDateTime now = QDateTime::currentDateTime();
    if (QFileInfo(kept).lastModified().secsTo(now) > kUsedAgain) {
        kept.close();
        if (kept.open(QIODevice::ReadWrite)) kept.setFileTime(now, QFileDevice::FileModificationTime);
    }
    return fromQt(image, QSize(fullWidth, fullHeight));
}

void ThumbnailCache::keep(const std::filesystem::path& file, int maxSide, const base::Picture& picture) {
    const QString name = nameOf(file, maxSide);
    if (name.isEmpty() || !QDir().mkpath(QFileInfo(name).path())) return;
    QByteArray jpeg;
    QBuffer buffer(&jpeg);
    buffer.open(QIODevice::WriteOnly);
    if (!toQt(picture).save(&buffer, "JPEG", kJpegQuality)) return;
    // No fsync: after a crash the checksum detects damage.
    QTemporaryFile out(name + QStringLiteral(".XXXXXX"));
    if (!out.open()) return;
    QDataStream stream(&out);
    stream << QByteArray(kMagic) << checksum(jpeg) << qint32(picture.fullWidth) << qint32(picture.fullHeight) << jpeg;
    const qint64 size = out.size();
    out.close();
    const QByteArray from = QFile::encodeName(out.fileName()), to = QFile::encodeName(name);
    if (stream.status() != QDataStream::Ok || std::rename(from.constData(), to.constData()) != 0) return;
    out.setAutoRemove(false);
    if (bytes_ >= 0) bytes_ += size;
    if (bytes_ < 0 || bytes_ > mostBytes_) trim();
}

// Measures the folder and, above the limit, removes the least recently used files down to nine tenths of it.
void ThumbnailCache::trim() {
    QFileInfoList files;
    bytes_ = 0;
    for (QDirIterator all(folder_, QDir::Files, QDirIterator::Subdirectories); all.hasNext();) {
        all.next();
        files << all.fileInfo();
        bytes_ += files.back().size();
    }
    if (bytes_ <= mostBytes_) return;
    std::sort(files.begin(), files.end(),
              [](const QFileInfo& a, const QFileInfo& b) { return a.lastModified() < b.lastModified(); });
    for (const QFileInfo& file : files) {
        if (bytes_ <= mostBytes_ * 9 / 10) break;
        if (QFile::remove(file.filePath())) bytes_ -= file.size();
    }
}

}  // namespace legenda::ui
