// A client in another language: public packages and the project's .proto files, nothing else of the project.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import protobuf from 'protobufjs';

const protos = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../protos');

const services = grpc.loadPackageDefinition(
  protoLoader.loadSync(['market', 'participant', 'transcript'].map((name) => `candor/v1/${name}_service.proto`), {
    includeDirs: [protos],
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  }),
).candor.v1;

// What gRPC itself neither encodes nor decodes: payloads, and what a failed call carries in its trailer.
export const messages = new protobuf.Root();
messages.resolvePath = (origin, target) =>
  target.startsWith('google/protobuf/') && protobuf.common.get(target) ? target : path.join(protos, target);
messages.loadSync([
  'candor/v1/error_reason.proto',
  'candor/v1/payloads.proto',
  'candor/v1/transcript_service.proto',
  'google/rpc/status.proto',
  'google/rpc/error_details.proto',
]);

/** The names of candor.v1.ErrorReason without their prefix. */
export const reasons = Object.keys(messages.lookupEnum('candor.v1.ErrorReason').values).map((name) =>
  name.replace('ERROR_REASON_', ''),
);

export class Client {
  constructor(address) {
    const credentials = grpc.credentials.createInsecure();
    this.markets = new services.MarketService(address, credentials);
    this.participants = new services.ParticipantService(address, credentials);
    this.transcripts = new services.TranscriptService(address, credentials);
  }

  close() {
    this.markets.close();
    this.participants.close();
    this.transcripts.close();
  }

  /** Calls a unary method of `markets`, `participants` or `transcripts`; resolves to the response, or throws. */
  call(service, method, request) {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + 30_000;
      this[service][method](request, { deadline }, (error, response) => (error ? reject(error) : resolve(response)));
    });
  }

  /** Yields the public events of a market until its last; a member shows itself with a signed ReadMarketPayload. */
  async *watch(name, resumeToken = '', envelope = null) {
    const stream = this.markets.watchMarket({ name, resumeToken, envelope });
    try {
      for await (const event of stream) {
        yield event;
      }
    } finally {
      stream.cancel();
    }
  }
}

/** The rich error behind a failed call: its reason, domain, metadata and field violations. */
export function richError(error) {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  if (!bytes) {
    throw new Error(`No grpc-status-details-bin in the trailers of: ${error.message}`);
  }

  const status = messages.lookupType('google.rpc.Status').decode(bytes);
  const details = Object.fromEntries(
    status.details.map((any) => {
      const type = any.type_url.split('/').pop();
      return [type, messages.lookupType(type).decode(any.value)];
    }),
  );
  return {
    code: status.code,
    message: status.message,
    info: details['google.rpc.ErrorInfo'],
    violations: details['google.rpc.BadRequest']?.fieldViolations ?? [],
    receipt: details['candor.v1.Receipt'],
  };
}
