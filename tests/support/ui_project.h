// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "core/store/project_store.h"
#include "tests/support/check.h"

#include <QColor>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>

namespace legenda::test {

// A small project of pictures of coloured squares with sentences that tell what is seen, in a folder of its own.
struct UiProject {
    QTemporaryDir folder;
    std::filesystem::path project;
    std::vector<std::int64_t> images;

    // count: of train; two more are dev.
    explicit UiProject(int count = 6, int side = 160) {
        static const char* const kNames[] = {"red", "green", "blue", "yellow", "white", "orange"};
        const std::filesystem::path root(folder.filePath(QStringLiteral("pictures")).toStdString());
        std::filesystem::create_directories(root);
        std::vector<store::NewImage> all;
        for (int i = 0; i < count + 2; ++i) {
            const std::string colour = kNames[i % 6], ground = kNames[(i / 6 + i + 1) % 6];
            QImage picture(side, side * 3 / 4, QImage::Format_RGB32);
            picture.fill(QColor(QString::fromStdString(ground)).darker(150));
            QPainter painter(&picture);
            painter.fillRect(side / 8 + 3 * i % 40, side / 8, side / 3, side / 3,
                             QColor(QString::fromStdString(colour)));
            painter.end();
            store::NewImage image;
            image.path = "square" + std::to_string(i) + ".png";
            image.split = i < count ? "train" : "dev";
            image.width = picture.width();
            image.height = picture.height();
            for (const char* form : {"a %1 square on %2 ground", "the square is %1",
                                     "there is a %1 square before a %2 wall", "%1 square", "one square in %1 and %2"})
                image.captions.push_back(QString::fromLatin1(form)
                                             .replace(QStringLiteral("%1"), QString::fromStdString(colour))
                                             .replace(QStringLiteral("%2"), QString::fromStdString(ground))
                                             .toStdString());
            picture.save(QString::fromStdString((root / image.path).string()));
            all.push_back(std::move(image));
        }
        project = std::filesystem::path(folder.filePath(QStringLiteral("squares.legenda")).toStdString());
        auto store = must(store::ProjectStore::create(project));
        must(store.addImages(root, "folder", all));
        for (const auto& image : must(store.images())) images.push_back(image.id);
    }

    store::ProjectStore open() const {
        return must(store::ProjectStore::open(project, store::ProjectStore::Mode::Read));
    }
};

}  // namespace legenda::test
