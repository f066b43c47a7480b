// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"
#include "ui/controls/notices/mending.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QGridLayout;
class QPushButton;

namespace legenda::ui {

class ToneLabel;

// What a training will find, make and take, before it is started; asked of the engine a moment after the last change of
// the request. GUI thread.
class RunForecast : public QWidget {
    Q_OBJECT
 public:
    explicit RunForecast(Bridge* bridge, QWidget* parent = nullptr);

    void ask(const std::optional<runs::TrainRequest>& request);  // none: there is nothing to say
    bool settled() const { return !soon_.isActive() && waiting_ == 0; }
    QString text() const;  // all that is shown, a line each

 private:
    struct Row {
        ToneLabel* what;
        ToneLabel* says;
    };
    void send();
    void take(const base::Result<runs::Forecast>& answer);
    void fill(const std::vector<runs::ForecastLine>& lines);
    void warn(const QString& text, bool refused, std::optional<Mending> mending = {});

    Bridge* bridge_;
    QTimer soon_;
    std::optional<runs::TrainRequest> request_;
    int waiting_ = 0;  // answers
    QGridLayout* grid_;
    std::vector<Row> rows_;
    ToneLabel* warning_;
    QPushButton* mend_;  // what is refused
    std::function<void()> mending_;
};

}  // namespace legenda::ui
