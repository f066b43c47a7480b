// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/images/image_list_model.h"

#include <QHash>

namespace legenda::ui {

// The images on which two systems differ, the worst first, with their thumbnails. ScoreRole is the difference.
class DifferenceModel : public ImageListModel {
    Q_OBJECT
 public:
    enum Role { ComparedRole = ProblemRole + 1 /* "4 phrases" */ };
    using ImageListModel::ImageListModel;

    QVariant data(const QModelIndex& index, int role) const override;
    // all: holds the records of the images; those that it lacks are left out.
    void setDifferences(const ImageListModel& all, const std::vector<evaluation::ImageDifference>& differences,
                        store::PredictionKind kind);
    void clear();

 private:
    QHash<qint64, int> compared_;
    store::PredictionKind kind_ = store::PredictionKind::Captions;
};

// The name of figureHelp() that explains the difference of two sets of the kind.
const char* differenceFigure(store::PredictionKind kind);

}  // namespace legenda::ui
