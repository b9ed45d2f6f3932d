/*
 * Properties on the wire. Pulumi's stubs make a message of every value of a Struct: those of a share with 10,000
 * recipients have 4 MB as bytes and 9 MB as plain values, but 105 MB as messages, and twice that while they are written.
 * So a Struct in a message only stands for plain properties here, which are read from its bytes and written to them.
 */
import type { Message, BinaryReader as Reader, BinaryWriter as Writer } from "google-protobuf";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { isPlainObject, type Properties } from "../base/values";
import { BinaryReader, BinaryWriter, Struct } from "./rpc";

const properties = new WeakMap<object, Properties>();

/** A Struct for a message, which stands for these; what is undefined in them, they lack. */
export function structOf(all: Properties): StructMessage {
  const struct = new Struct();
  properties.set(struct, all);
  return struct;
}

/** What the Struct of a message that came stands for. */
export function propertiesOf(struct: StructMessage | undefined): Properties {
  return struct ? (properties.get(struct) ?? struct.toJavaScript()) : {};
}

/** A kind of message, as the stubs have it. */
interface MessageType {
  new (): Message;
  deserializeBinaryFromReader(message: Message, reader: Reader): Message;
  serializeBinaryToWriter(message: Message, writer: Writer): void;
}

interface MethodTypes {
  requestType: MessageType;
  responseType: MessageType;
}

/** A service whose messages come and go with such Structs. */
export function withPlainStructs<S extends object>(service: S): S {
  const methods = Object.entries(service).map(([name, method]: [string, MethodTypes]) => [
    name,
    {
      ...method,
      requestDeserialize: (bytes: Uint8Array) =>
        method.requestType.deserializeBinaryFromReader(new method.requestType(), new StructReader(bytes)),
      responseSerialize: (message: Message) => bytesOf(message, method.responseType),
    },
  ]);
  return Object.fromEntries(methods) as S;
}

/** The bytes of a message that has such Structs. */
export function bytesOf(message: Message, type = message.constructor as unknown as MessageType): Buffer {
  const writer = new StructWriter();
  type.serializeBinaryToWriter(message, writer);
  const { buffer, byteOffset, length } = writer.getResultBuffer();
  return Buffer.from(buffer, byteOffset, length);
}

class StructReader extends BinaryReader {
  override readMessage = (message: Message, read: (message: Message, reader: Reader) => void): void => {
    const readIt = message instanceof Struct ? () => void properties.set(message, readStruct(this)) : read;
    BinaryReader.prototype.readMessage.call(this, message, readIt);
  };
}

class StructWriter extends BinaryWriter {
  override writeMessage = (
    field: number,
    value: Message | undefined,
    write: (message: Message, writer: Writer) => void,
  ): void => {
    const all = value && properties.get(value);
    const writeIt = all ? () => writeStruct(all, this) : write;
    BinaryWriter.prototype.writeMessage.call(this, field, value, writeIt);
  };
}

/** The fields of Protobuf's Value, of a list and of an entry of a Struct. */
const valueField = { null: 1, number: 2, text: 3, boolean: 4, struct: 5, list: 6 } as const;
const entryField = { name: 1, value: 2 } as const;
const item = 1;

function readStruct(reader: Reader): Properties {
  const entries: [string, unknown][] = [];
  while (reader.nextField()) entries.push(within(reader, () => readEntry(reader)));
  return Object.fromEntries(entries);
}

function readEntry(reader: Reader): [string, unknown] {
  let name = "";
  let value: unknown = null;
  while (reader.nextField()) {
    if (reader.getFieldNumber() === entryField.name) name = reader.readString();
    else value = within(reader, () => readValue(reader));
  }
  return [name, value];
}

function readValue(reader: Reader): unknown {
  let value: unknown = null;
  while (reader.nextField()) {
    switch (reader.getFieldNumber()) {
      case valueField.number:
        value = reader.readDouble();
        break;
      case valueField.text:
        value = reader.readString();
        break;
      case valueField.boolean:
        value = reader.readBool();
        break;
      case valueField.struct:
        value = within(reader, () => readStruct(reader));
        break;
      case valueField.list:
        value = within(reader, () => readList(reader));
        break;
      default:
        // Null.
        reader.skipField();
    }
  }
  return value;
}

function readList(reader: Reader): unknown[] {
  const list: unknown[] = [];
  while (reader.nextField()) list.push(within(reader, () => readValue(reader)));
  return list;
}

/** Reads a message that lies in another, to its end. */
function within<T>(reader: Reader, read: () => T): T {
  const found: T[] = [];
  reader.readMessage(undefined as never, () => void found.push(read()));
  return found[0] as T;
}

function writeStruct(all: Properties, writer: Writer): void {
  for (const [name, value] of Object.entries(all)) {
    if (value === undefined) continue;
    writePart(writer, item, () => {
      writer.writeString(entryField.name, name);
      writePart(writer, entryField.value, () => writeValue(value, writer));
    });
  }
}

function writeValue(value: unknown, writer: Writer): void {
  if (typeof value === "string") writer.writeString(valueField.text, value);
  else if (typeof value === "number") writer.writeDouble(valueField.number, value);
  else if (typeof value === "boolean") writer.writeBool(valueField.boolean, value);
  else if (Array.isArray(value)) writePart(writer, valueField.list, () => writeList(value, writer));
  else if (isPlainObject(value)) writePart(writer, valueField.struct, () => writeStruct(value, writer));
  else writer.writeEnum(valueField.null, 0);
}

/** Each by a writer of its own: until its end, a writer keeps what it was given as lists of numbers. */
function writeList(list: readonly unknown[], writer: Writer): void {
  for (const one of list) {
    const own = new BinaryWriter();
    writeValue(one, own);
    writer.writeBytes(item, own.getResultBuffer());
  }
}

/** Writes a message that lies in another. */
function writePart(writer: Writer, field: number, write: () => void): void {
  writer.writeMessage(field, {} as Message, write);
}
