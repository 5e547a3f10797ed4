// An SMSC whose protocol code nobody here wrote: npm's `smpp`. Says its port, keeps a ledger, misbehaves as told.
//   RATE     throttles beyond so many submits a second        DROP   "3,9": takes these, hangs up unanswered
//   FAIL     every so many-th submit ends UNDELIV             MO     answers every so many-th submit
//   MO_TEXT  with this text (long ones go in parts)           DLR    tlv, text, both or none
//   LEDGER   a file: one line of JSON for each submit that it took, also for those it hung up on
//   ID_FORM  hex: answers in hex and reports in decimal
const fs = require("fs");
const smpp = require("smpp");

const env = process.env;
const number = (name) => Number(env[name] || 0);
const drops = new Set((env.DROP || "").split(",").filter(Boolean).map(Number));
const dlr = env.DLR || "both";
const moText = env.MO_TEXT || "YES";
const counts = { taken: 0, throttled: 0, receipts_answered: 0, replies_answered: 0, refused: 0 };
let second = 0;
let inSecond = 0;
let bound = null; // the session that was bound last

// As real ones do: what is not answered, or answered with an error, is brought again, over the newest session.
function bring(message, counted) {
  let isAnswered = false;
  if (bound) {
    bound.deliver_sm({ ...message }, (answer) => {
      if (answer.command_status !== 0 || isAnswered) return;
      isAnswered = true;
      counts[counted] += 1;
    });
  }
  setTimeout(() => isAnswered || bring(message, counted), 1500);
}

function ledger(pdu, id) {
  if (!env.LEDGER) return;
  const message = pdu.short_message.message || "";
  const payload = pdu.message_payload && pdu.message_payload.message;
  // TLVs that SMPP does not name stand under their number.
  const tlvs = Object.fromEntries(
    Object.entries(pdu).filter(([tag]) => /^[0-9]+$/.test(tag)).map(([tag, value]) => [tag, value.toString()]),
  );
  const line = {
    id, to: pdu.destination_addr, from: pdu.source_addr, text: payload || message, coding: pdu.data_coding,
    validity: pdu.validity_period, tlvs,
  };
  fs.appendFileSync(env.LEDGER, JSON.stringify(line) + "\n");
}

function report(pdu, id, failed) {
  if (dlr === "none" || !pdu.registered_delivery) return;
  const stat = failed ? "UNDELIV" : "DELIVRD";
  const named = env.ID_FORM === "hex" ? String(parseInt(id, 16)) : id;
  const receipt = { source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4 };
  if (dlr !== "text") Object.assign(receipt, { receipted_message_id: named, message_state: failed ? 5 : 2 });
  if (dlr !== "tlv") {
    receipt.short_message = `id:${named} sub:001 dlvrd:001 submit date:2611230700 done date:2611230701` +
      ` stat:${stat} err:${failed ? "027" : "000"} text:x`;
  }
  bring(receipt, "receipts_answered");
}

function reply(pdu) {
  const part = (text, udh) => {
    const message = { source_addr: pdu.destination_addr, destination_addr: pdu.source_addr };
    message.short_message = udh ? { udh, message: text } : text;
    if (udh) message.esm_class = 0x40;
    bring(message, "replies_answered");
  };
  if (moText.length <= 70) return part(moText);
  const parts = moText.match(/[\s\S]{1,67}/g);
  parts.forEach((text, at) => part(text, Buffer.from([5, 0, 3, counts.taken & 0xff, parts.length, at + 1])));
}

function take(session, pdu) {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) [second, inSecond] = [now, 0];
  if (number("RATE") && ++inSecond > number("RATE")) {
    counts.throttled += 1;
    return session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
  }
  const taken = ++counts.taken;
  const id = env.ID_FORM === "hex" ? taken.toString(16) : String(taken).padStart(10, "0");
  ledger(pdu, id);
  if (drops.has(taken)) return session.socket.destroy();
  session.send(pdu.response({ message_id: id }));
  const failed = number("FAIL") && taken % number("FAIL") === 0;
  setTimeout(() => report(pdu, id, failed), 20);
  if (number("MO") && taken % number("MO") === 0) setTimeout(() => reply(pdu), 60);
}

function serve(session) {
  session.on("error", () => {});
  session.on("close", () => { if (bound === session) bound = null; });
  session.on("bind_transceiver", (pdu) => {
    if (env.PASSWORD && pdu.password !== env.PASSWORD) {
      counts.refused += 1;
      session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
      return session.close();
    }
    session.send(pdu.response({ system_id: "SMSC" }));
    bound = session;
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on("submit_sm", (pdu) => take(session, pdu));
}

const server = smpp.createServer({}, serve);
server.listen(number("PORT"), "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.on("SIGTERM", () => {
  console.log(JSON.stringify(counts));
  process.exit(0);
});
process.stdin.on("end", () => process.exit(0)).resume(); // ends with whoever started it
