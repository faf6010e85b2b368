// The words of recording a voice message.
import { catalogue } from "../i18n/catalogue.ts";

export const voiceWords = catalogue(
  {
    bar: "Recording a voice message",
    starting: "Waiting for the microphone…",
    recording: "Recording",
    elapsed: "Recording, {time}",
    slide: "Slide sideways to cancel, up to go on without holding",
    discard: "Discard the recording",
    stop: "Stop and listen",
    play: "Play the recording",
    pause: "Pause",
    refused: "The browser does not let this page use the microphone. You can allow it in the browser's settings.",
    none: "There is no microphone, or something else is using it.",
    tooShort: "That was too short. Hold the button while you speak, or press it once.",
    full: "A voice message has at most {count} minutes.",
  },
  {
    bar: "正在录制语音消息",
    starting: "正在等待麦克风…",
    recording: "正在录音",
    elapsed: "正在录音，{time}",
    slide: "横滑取消，上滑锁定",
    discard: "丢弃录音",
    stop: "停止并试听",
    play: "播放录音",
    pause: "暂停",
    refused: "浏览器不允许此页面使用麦克风。你可以在浏览器设置中允许。",
    none: "没有麦克风，或麦克风正被占用。",
    tooShort: "录音太短。请按住按钮说话，或点按一次开始录音。",
    full: "语音消息最长 {count} 分钟。",
  },
);
